using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>A message of either version, in words that both have.</summary>
internal sealed record HsrpWords(
    HsrpOpcode Opcode, Phase? State, uint Priority, int Group, TimeSpan HelloTime,
    TimeSpan HoldTime, HostAddress VirtualAddress, string Password)
{
    /// <summary>The password that needs no word: RFC 2281 §5.1.</summary>
    public const string UsualPassword = "cisco";

    /// <summary>The code of the state; of an unknown one there is nothing else.</summary>
    private int Code { get; init; }

    /// <summary>As people read it.</summary>
    public static string Of(Octets octets) =>
        (Parse(1, octets) ?? Parse(2, octets)) is { } words
        ? $"{words}"
        : "no HSRP: " + Convert.ToHexStringLower(octets.Span);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Opcode} of {(State is { } state ? $"{state}" : $"state {Code}")}, "
        + $"priority {Priority}, group {Group}"
        + (Opcode == HsrpOpcode.Hello ? $", good for {(int)HoldTime.TotalSeconds} s" : "")
        + (Password == UsualPassword ? "" : $", password \"{Password}\"");

    /// <summary>Why octets are no message of a version, with a state; null: they are one.</summary>
    public static string? Refusal(int version, Octets octets) =>
        !HsrpMessageValue.TryParse(octets.Span, out _, out var error) ? $"{error}"
        : Parse(version, octets) is not { } words ? $"it is no message of version {version}"
        : words.State is null ? $"there is no state {words.Code} in version {version}"
        : null;

    /// <summary>Reads a message of a version; null: it is none.</summary>
    public static HsrpWords? Parse(int version, Octets octets)
    {
        if (!HsrpMessageValue.TryParse(octets.Span, out var value, out _))
        {
            return null;
        }

        return (version, value) switch
        {
            (1, HsrpMessageValue.HsrpV1Message(HsrpV1MessageValue.HsrpV1(var first))) => new(
                first.Opcode, PhaseOf(first.State), first.Priority, first.Group,
                TimeSpan.FromSeconds(first.HelloTime), TimeSpan.FromSeconds(first.HoldTime),
                HostAddress.From(first.VirtualIp), Text(first.AuthenticationData.Span))
            {
                Code = first.State.Value,
            },
            (2, HsrpMessageValue.HsrpV2(var second)) => Parse(second),
            _ => null,
        };
    }

    /// <summary>The octets of a message.</summary>
    public Octets Write(int version)
    {
        Span<byte> password = stackalloc byte[8];
        Encoding.ASCII.GetBytes(Password, password);
        if (version == 1)
        {
            return new(new HsrpMessageValue.HsrpV1Message(new HsrpV1MessageValue.HsrpV1(new()
            {
                Opcode = Opcode,
                State = new((byte)V1States[(int)State!.Value]),
                HelloTime = (byte)HelloTime.TotalSeconds,
                HoldTime = (byte)HoldTime.TotalSeconds,
                Priority = (byte)Priority,
                Group = (byte)Group,
                AuthenticationData = new(password),
                VirtualIp = new((uint)VirtualAddress.Value),
                Tlvs = [],
            })).ToArray());
        }

        Span<byte> shared = stackalloc byte[16];
        VirtualAddress.Write(shared);
        return new(new HsrpMessageValue.HsrpV2(new()
        {
            Tlvs =
            [
                new HsrpTlvValue
                {
                    Body = new HsrpTlvBody.GroupState(new()
                    {
                        Version = 2,
                        Opcode = Opcode,
                        State = new((byte)((int)State!.Value + 1)),
                        IpVersion = 4,
                        Group = (ushort)Group,
                        Identifier = new MacAddress(0x0200_0000_0009),
                        Priority = Priority,
                        HelloTime = (uint)HelloTime.TotalMilliseconds,
                        HoldTime = (uint)HoldTime.TotalMilliseconds,
                        VirtualIp = new(shared),
                    }),
                },
                new HsrpTlvValue
                {
                    Body = new HsrpTlvBody.TextAuthentication(
                        new() { AuthenticationData = new(password) }),
                },
            ],
        }).ToArray());
    }

    private static readonly int[] V1States = [0, 1, 2, 4, 8, 16];

    private static HsrpWords? Parse(HsrpV2Value message)
    {
        var bodies = message.Tlvs.Select(tlv => tlv.Body).ToList();
        var text = bodies.OfType<HsrpTlvBody.TextAuthentication>().FirstOrDefault();
        return bodies.OfType<HsrpTlvBody.GroupState>().FirstOrDefault() is
        { Value: { Version: 2 } group }
            ? new(
                group.Opcode,
                group.State.Value is >= 1 and <= 6 ? (Phase)(group.State.Value - 1) : null,
                group.Priority, group.Group, TimeSpan.FromMilliseconds(group.HelloTime),
                TimeSpan.FromMilliseconds(group.HoldTime),
                HostAddress.From(group.VirtualIp.Span[..4]),
                text is null ? "" : Text(text.Value.AuthenticationData.Span))
            {
                Code = group.State.Value,
            }
            : null;
    }

    private static Phase? PhaseOf(HsrpV1State state)
    {
        var at = Array.IndexOf(V1States, state.Value);
        return at < 0 ? null : (Phase)at;
    }

    private static string Text(ReadOnlySpan<byte> password) =>
        Encoding.ASCII.GetString(password).TrimEnd('\0');
}
