using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>Outputs become octets, octets become inputs: both versions, both families.</summary>
public sealed class HsrpTravels
{
    public static TheoryData<HsrpVersion, string, string, Authentication> Groups => new()
    {
        { HsrpVersion.V1, "10.0.0.1", "10.0.0.254", new Authentication.Password(new Octets("pass"u8)) },
        { HsrpVersion.V1, "10.0.0.1", "10.0.0.254", new Authentication.Md5(5) },
        { HsrpVersion.V2, "10.0.0.1", "10.0.0.254", new Authentication.Password(new Octets("pass"u8)) },
        { HsrpVersion.V2, "10.0.0.1", "10.0.0.254", new Authentication.Md5(5) },
        { HsrpVersion.V2, "fe80::1", "fe80::fe", new Authentication.Password(new Octets("pass"u8)) },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void What_is_sent_is_classified_by_a_neighbour_as_what_was_meant(
        HsrpVersion version, string address, string shared, Authentication authentication)
    {
        var config = Configured(version, address, shared, authentication);
        foreach (var phase in Enum.GetValues<Phase>())
        {
            var said = new Announcement(
                phase, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
                HostAddress.Parse(shared), FromVirtualMac: false);
            var meant = new Message(
                new(config.Address, 110), phase, said.HelloTime, said.HoldTime,
                said.VirtualAddress);

            Assert.Equal(new Input.Hello(meant), Travel(config, new Output.SendHello(said)));
            Assert.Equal(new Input.Coup(meant), Travel(config, new Output.SendCoup(said)));
            Assert.Equal(new Input.Resign(meant), Travel(config, new Output.SendResign(said)));
            Assert.Equal(
                new Input.Hello(meant with { VirtualAddress = null }),
                Travel(config, new Output.SendHello(said with { VirtualAddress = null })));
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void What_is_not_of_the_group_or_not_authentic_is_refused(
        HsrpVersion version, string address, string shared, Authentication authentication)
    {
        var config = Configured(version, address, shared, authentication);
        var sent = new Output.SendHello(new(
            Phase.Active, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), null, false));

        var otherGroup = Checked(config.Settings with { Group = 8 });
        Assert.Equal(
            new Input.Refused(Refusal.OtherGroup), Travel(config, sent, otherGroup));
        var otherPassword = Checked(config.Settings with
        {
            Authentication = new Authentication.Password(new Octets("pas"u8)),
        });
        Assert.Equal(
            new Input.Refused(Refusal.WrongPassword), Travel(config, sent, otherPassword));
        var digested = Checked(config.Settings with { Authentication = new Authentication.Md5(5) });
        foreach (var digest in (Digest[])[Digest.None, Digest.Wrong])
        {
            Assert.Equal(
                new Input.Refused(Refusal.WrongDigest), Travel(config, sent, digested, digest));
        }
    }

    [Fact]
    public void A_version_is_not_taken_for_the_other()
    {
        var text = new Authentication.Password(new Octets("pass"u8));
        var first = Configured(HsrpVersion.V1, "10.0.0.1", "10.0.0.254", text);
        var second = Configured(HsrpVersion.V2, "10.0.0.1", "10.0.0.254", text);
        var sent = new Output.SendHello(new(
            Phase.Active, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), null, false));
        Assert.Equal(new Input.Refused(Refusal.OtherGroup), Travel(first, sent, second));
        Assert.Equal(new Input.Refused(Refusal.OtherGroup), Travel(second, sent, first));
    }

    [Fact]
    public void Messages_go_to_the_routers_of_their_version_and_family()
    {
        var text = new Authentication.Password(new Octets("pass"u8));
        Assert.Equal(
            "224.0.0.2 1985 1", To(Configured(HsrpVersion.V1, "10.0.0.1", "10.0.0.254", text)));
        Assert.Equal(
            "224.0.0.102 1985 1", To(Configured(HsrpVersion.V2, "10.0.0.1", "10.0.0.254", text)));
        Assert.Equal(
            "ff02::66 2029 1", To(Configured(HsrpVersion.V2, "fe80::1", "fe80::fe", text)));

        static string To(Config config)
        {
            var (address, port, hops) = DestinationOf(config);
            return $"{address} {port} {hops}";
        }
    }

    [Theory]
    [InlineData(HsrpVersion.V1, "10.0.0.1", "10.0.0.254")]
    [InlineData(HsrpVersion.V2, "10.0.0.1", "10.0.0.254")]
    [InlineData(HsrpVersion.V2, "fe80::1", "fe80::fe")]
    public void What_is_signed_is_heard_and_no_octet_of_it_can_be_another(
        HsrpVersion version, string address, string shared)
    {
        var config = Configured(version, address, shared, new Authentication.Md5(5));
        using var keys = Keys(5, "the key of both");
        using var others = Keys(5, "another key");
        using var newer = Keys(6, "the key of both");
        var sent = new Output.SendHello(new(
            Phase.Active, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), null, false));
        var octets = ToOctets(config, sent, keys)!;

        Assert.IsType<Input.Hello>(Hear(octets, keys));
        Assert.Equal(new Input.Refused(Refusal.WrongDigest), Hear(octets, others));
        Assert.Equal(new Input.Refused(Refusal.WrongDigest), Hear(octets, newer));
        Assert.Throws<ArgumentException>(() => ToOctets(config, sent, newer));
        Assert.Null(ToOctets(config, new Output.ClaimVirtualMac(), newer));
        Assert.Equal(
            new Input.Refused(Refusal.WrongDigest),
            Hear(ToMessage(config, sent)!.ToArray(), keys));
        for (var at = 0; at < octets.Length; at++)
        {
            octets[at] ^= 1;
            Assert.IsNotType<Input.Hello>(Hear(octets, keys));
            octets[at] ^= 1;
        }

        // Who speaks in clear text is not heard, and a digest does not help who has no password.
        var text = Checked(config.Settings with
        {
            Authentication = new Authentication.Password(new Octets("pass"u8)),
        });
        Assert.Equal(
            new Input.Refused(Refusal.WrongDigest), Hear(ToOctets(text, sent, keys)!, keys));
        Assert.Equal(
            new Input.Refused(Refusal.WrongPassword),
            Classify(text, octets, config.Address, keys));

        Input? Hear(ReadOnlySpan<byte> heard, HsrpKeyChain with) =>
            Classify(config, heard, config.Address, with);
    }

    [Fact]
    public void A_recorded_hello_of_an_ipv6_group_is_ours_but_for_a_key_that_nobody_told()
    {
        // From nDPI's hsrp2_ipv6.pcapng.
        var recorded = Convert.FromHexString(
            "0128020004060010aabbcc000120000000690000271000004e20fe80000000000000000573fffea00010"
            + "041c01000000000000010000000051d1ec51ab34509ab2e33188ca4fee3b");
        var config = Checked(new()
        {
            Version = HsrpVersion.V2,
            Group = 16,
            Address = HostAddress.Parse("fe80::1"),
            Identifier = new MacAddress(0xAABBCC000120),
            VirtualAddress = HostAddress.Parse("fe80::5:73ff:fea0:10"),
            Authentication = new Authentication.Md5(0),
        });
        var ours = ToMessage(config, new Output.SendHello(new(
            Phase.Speak, 105, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20),
            config.VirtualAddress, FromVirtualMac: false)))!.ToArray();

        Assert.Equal(
            Convert.ToHexStringLower(recorded.AsSpan()[..^16]),
            Convert.ToHexStringLower(ours.AsSpan()[..^16]));
        using var keys = Keys(0, "nobody told");
        Assert.Equal(
            new Input.Refused(Refusal.WrongDigest),
            Classify(config, recorded, config.Address, keys));
    }

    private static HsrpKeyChain Keys(uint id, string key)
    {
        var keys = new HsrpKeyChain();
        keys.Set(id, Encoding.ASCII.GetBytes(key));
        return keys;
    }

    private static Input? Travel(
        Config from, Output output, Config? to = null, Digest digest = Digest.Right)
    {
        var octets = ToMessage(from, output)!.ToArray();
        Assert.True(HsrpMessage.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return Classify(to ?? from, value, from.Address, digest);
    }

    private static Config Configured(
        HsrpVersion version, string address, string shared, Authentication authentication) =>
        Checked(new()
        {
            Version = version,
            Group = 7,
            Address = HostAddress.Parse(address),
            Identifier = new MacAddress(0x02_00_00_00_00_0A),
            VirtualAddress = HostAddress.Parse(shared),
            Authentication = authentication,
        });

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
