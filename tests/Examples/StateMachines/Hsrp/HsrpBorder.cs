using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>Which input a message is: every opcode in every state, in both versions.</summary>
public sealed class HsrpBorder
{
    private static readonly HostAddress Source = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress Shared = HostAddress.Parse("10.0.0.254");

    private static readonly Dictionary<byte, Phase> First = new()
    {
        [0] = Phase.Initial,
        [1] = Phase.Learn,
        [2] = Phase.Listen,
        [4] = Phase.Speak,
        [8] = Phase.Standby,
        [16] = Phase.Active,
    };

    private static readonly Dictionary<byte, Phase> Second = new()
    {
        [0] = Phase.Initial,
        [1] = Phase.Initial,
        [2] = Phase.Learn,
        [3] = Phase.Listen,
        [4] = Phase.Speak,
        [5] = Phase.Standby,
        [6] = Phase.Active,
    };

    [Fact]
    public void Every_opcode_and_state_of_version_1_is_the_input_that_they_name() =>
        AllAre(HsrpVersion.V1, First, (opcode, state) => new HsrpMessageValue.HsrpV1Message(
            new HsrpV1MessageValue.HsrpV1(V1() with { Opcode = new(opcode), State = new(state) })));

    [Fact]
    public void Every_opcode_and_state_of_version_2_is_the_input_that_they_name() =>
        AllAre(HsrpVersion.V2, Second, (opcode, state) =>
            V2(Group() with { Opcode = new(opcode), State = new(state) }));

    [Fact]
    public void A_message_of_another_group_version_or_family_is_none_of_ours()
    {
        HsrpMessageValue first = new HsrpMessageValue.HsrpV1Message(
            new HsrpV1MessageValue.HsrpV1(V1()));
        HsrpMessageValue other = new HsrpMessageValue.HsrpV1Message(
            new HsrpV1MessageValue.HsrpV1(V1() with { Group = 4 }));
        Assert.IsType<Input.Hello>(Heard(HsrpVersion.V1, first));
        Assert.Equal(new Input.Refused(Refusal.OtherGroup), Heard(HsrpVersion.V1, other));
        Assert.Equal(new Input.Refused(Refusal.OtherGroup), Heard(HsrpVersion.V2, first));
        Assert.IsType<Input.Hello>(Heard(HsrpVersion.V2, V2(Group())));
        Assert.Equal(
            new Input.Refused(Refusal.OtherGroup), Heard(HsrpVersion.V1, V2(Group())));
        Assert.Equal(
            new Input.Refused(Refusal.OtherGroup),
            Heard(HsrpVersion.V2, V2(Group() with { Group = 4 })));
        Assert.Equal(
            new Input.Refused(Refusal.OtherGroup),
            Heard(HsrpVersion.V2, V2(Group() with { IpVersion = 6 })));
        Assert.Null(Heard(HsrpVersion.V2, new HsrpMessageValue.HsrpV2(new() { Tlvs = [] })));
    }

    [Fact]
    public void The_first_group_and_the_first_password_of_a_message_count()
    {
        var twice = new HsrpMessageValue.HsrpV2(new()
        {
            Tlvs =
            [
                Tlv(new HsrpTlvBody.GroupState(Group())),
                Text("cisco"),
                Tlv(new HsrpTlvBody.GroupState(Group() with { Priority = 9 })),
                Text("other"),
            ],
        });
        var hello = Assert.IsType<Input.Hello>(Heard(HsrpVersion.V2, twice));
        Assert.Equal(100u, hello.Message.From.Priority);
        Assert.Equal(
            new Input.Refused(Refusal.WrongPassword),
            Heard(HsrpVersion.V2, new HsrpMessageValue.HsrpV2(new()
            {
                Tlvs = [Tlv(new HsrpTlvBody.GroupState(Group())), Text("other"), Text("cisco")],
            })));
        Assert.Equal(
            new Input.Refused(Refusal.WrongPassword),
            Heard(HsrpVersion.V2, new HsrpMessageValue.HsrpV2(new()
            {
                Tlvs = [Tlv(new HsrpTlvBody.GroupState(Group()))],
            })));
    }

    private static void AllAre(
        HsrpVersion version, Dictionary<byte, Phase> phases,
        Func<byte, byte, HsrpMessageValue> make)
    {
        for (var opcode = 0; opcode < 256; opcode++)
        {
            for (var state = 0; state < 256; state++)
            {
                var input = Heard(version, make((byte)opcode, (byte)state));
                Input? expected = !phases.TryGetValue((byte)state, out var phase)
                    ? new Input.Refused(Refusal.Malformed)
                    : opcode switch
                    {
                        0 => new Input.Hello(Told(phase)),
                        1 => new Input.Coup(Told(phase)),
                        2 => new Input.Resign(Told(phase)),
                        _ => null,
                    };
                Assert.Equal(expected, input);
            }
        }
    }

    private static Message Told(Phase phase) => new(
        new(Source, 100), phase, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), Shared);

    private static Input? Heard(HsrpVersion version, HsrpMessageValue message) =>
        Classify(version == HsrpVersion.V1 ? Ours : OursSecond, message, Source, Digest.None);

    private static Config Ours { get; } = Of(HsrpVersion.V1);

    private static Config OursSecond { get; } = Of(HsrpVersion.V2);

    private static Config Of(HsrpVersion version) => Config.TryCreate(
        new()
        {
            Version = version,
            Group = 3,
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = Shared,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private static HsrpV1Value V1() => new()
    {
        Opcode = HsrpOpcode.Hello,
        State = HsrpV1State.Active,
        HelloTime = 3,
        HoldTime = 10,
        Priority = 100,
        Group = 3,
        AuthenticationData = new Octets("cisco\0\0\0"u8),
        VirtualIp = new Ipv4Address((uint)Shared.Value),
    };

    private static HsrpGroupStateValue Group()
    {
        Span<byte> shared = stackalloc byte[16];
        Shared.Write(shared);
        return new()
        {
            Version = 2,
            Opcode = HsrpOpcode.Hello,
            State = HsrpV2State.Active,
            IpVersion = 4,
            Group = 3,
            Priority = 100,
            HelloTime = 3_000,
            HoldTime = 10_000,
            VirtualIp = new Octets(shared),
        };
    }

    private static HsrpMessageValue.HsrpV2 V2(HsrpGroupStateValue group) => new(new HsrpV2Value
    {
        Tlvs = [Tlv(new HsrpTlvBody.GroupState(group)), Text("cisco")],
    });

    private static HsrpTlvValue Text(string password)
    {
        var octets = new byte[8];
        System.Text.Encoding.ASCII.GetBytes(password, octets);
        return Tlv(new HsrpTlvBody.TextAuthentication(
            new() { AuthenticationData = new Octets(octets) }));
    }

    private static HsrpTlvValue Tlv(HsrpTlvBody body) => new() { Body = body };
}
