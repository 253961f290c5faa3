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
