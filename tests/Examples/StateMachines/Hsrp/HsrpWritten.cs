using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>What is said, octet by octet: every output in every state, in both versions and
/// families, by password and by digest.</summary>
public sealed class HsrpWritten
{
    private const string Identifier = "02000000000a";

    private static readonly Phase[] Phases =
        [Phase.Initial, Phase.Learn, Phase.Listen, Phase.Speak, Phase.Standby, Phase.Active];

    [Fact]
    [Requirement("RFC2281-5.1-f")]
    [Requirement("RFC2281-5.1-g")]
    public void Version_1_says_opcode_state_times_priority_group_password_and_address()
    {
        byte[] states = [0, 1, 2, 4, 8, 16];
        foreach (var (phase, state) in Phases.Zip(states))
        {
            foreach (var (opcode, output) in Said(phase, "10.0.0.254").Index())
            {
                Assert.Equal(
                    $"00{opcode:x2}{state:x2}030a6e070070617373000000000a0000fe",
                    Octets(Of(HsrpVersion.V1, "10.0.0.1", Password), output));
                Assert.Equal(
                    $"00{opcode:x2}{state:x2}030a6e070000000000000000000a0000fe"
                    + $"041c010000000a00000100000005{new string('0', 32)}",
                    Octets(Of(HsrpVersion.V1, "10.0.0.1", Digested), output));
            }
        }
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.254", "04", "0a0000fe000000000000000000000000", "0a000001")]
    [InlineData("fe80::1", "fe80::fe", "06", "fe8000000000000000000000000000fe", "00000001")]
    public void Version_2_says_the_same_in_milliseconds_and_who_it_is(
        string own, string shared, string family, string written, string ownWritten)
    {
        foreach (var (phase, state) in Phases.Zip((byte[])[1, 2, 3, 4, 5, 6]))
        {
            foreach (var (opcode, output) in Said(phase, shared).Index())
            {
                var group = $"012802{opcode:x2}{state:x2}{family}0007{Identifier}0000006e"
                    + $"00000bb800002710{written}";
                Assert.Equal(
                    $"{group}03087061737300000000",
                    Octets(Of(HsrpVersion.V2, own, Password), output));
                Assert.Equal(
                    $"{group}041c01000000{ownWritten}00000005{new string('0', 32)}",
                    Octets(Of(HsrpVersion.V2, own, Digested), output));
            }
        }
    }

    /// <summary>Version 1 has an octet for seconds: a learned time may be longer.</summary>
    [Theory]
    [InlineData(254, "fe")]
    [InlineData(255, "ff")]
    [InlineData(256, "ff")]
    [InlineData(100_000, "ff")]
    public void A_time_that_version_1_cannot_say_is_said_as_the_longest(int seconds, string says)
    {
        var output = new Output.SendHello(new(
            Phase.Speak, 110, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds), null,
            FromVirtualMac: false));
        Assert.Equal(
            $"000004{says}{says}6e0700706173730000000000000000",
            Octets(Of(HsrpVersion.V1, "10.0.0.1", Password), output));
    }

    [Fact]
    public void What_is_done_on_an_interface_is_no_message()
    {
        foreach (var version in Enum.GetValues<HsrpVersion>())
        {
            Assert.All(
                (Output[])
                [
                    new Output.AnnounceVirtualAddress(), new Output.ClaimVirtualMac(),
                    new Output.ReleaseVirtualMac(),
                ],
                output => Assert.Null(ToMessage(Of(version, "10.0.0.1", Password), output)));
        }
    }

    private static Authentication Password =>
        new Authentication.Password(new Octets("pass"u8));

    private static Authentication Digested => new Authentication.Md5(5);

    private static Output[] Said(Phase phase, string shared)
    {
        var announcement = new Announcement(
            phase, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
            HostAddress.Parse(shared), FromVirtualMac: false);
        return
        [
            new Output.SendHello(announcement), new Output.SendCoup(announcement),
            new Output.SendResign(announcement),
        ];
    }

    private static string Octets(Config config, Output output) =>
        Convert.ToHexStringLower(ToMessage(config, output)!.ToArray());

    private static Config Of(HsrpVersion version, string address, Authentication by) =>
        Config.TryCreate(
            new()
            {
                Version = version,
                Group = 7,
                Address = HostAddress.Parse(address),
                Identifier = new MacAddress(0x02_00_00_00_00_0A),
                Authentication = by,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
