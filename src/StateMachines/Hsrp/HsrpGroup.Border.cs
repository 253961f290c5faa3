using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Where wire values become inputs: both versions, both kinds of authentication.</content>
public static partial class HsrpGroup
{
    private const byte VersionOfGroupState = 2;

    /// <summary>What the shell found about the digest of a message.</summary>
    public enum Digest
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>It is right under the key that the message names.</summary>
        Right,

        /// <summary>It is wrong, or of an unknown key.</summary>
        Wrong,
    }

    /// <summary>The input that a message is; null: it is none (an advertisement).</summary>
    /// <param name="config">The configuration of the group.</param>
    /// <param name="message">The message.</param>
    /// <param name="source">The source address of the packet.</param>
    /// <param name="digest">What the shell found about its digest.</param>
    public static Input? Classify(
        Config config, HsrpMessageValue message, HostAddress source, Digest digest) =>
        message switch
        {
            HsrpMessageValue.HsrpV1Message(HsrpV1MessageValue.HsrpV1(var first)) =>
                Classify(config, first, source, digest),
            HsrpMessageValue.HsrpV2(var second) => Classify(config, second, source, digest),
            _ => null,
        };

    /// <summary>The input that a message of version 1 is.</summary>
    public static Input? Classify(
        Config config, HsrpV1Value message, HostAddress source, Digest digest)
    {
        if (config.Settings.Version != HsrpVersion.V1 || message.Group != config.Settings.Group)
        {
            return new Input.Refused(Refusal.OtherGroup);
        }

        if (Judge(config, message.AuthenticationData.Span, digest) is { } refused)
        {
            return refused;
        }

        return PhaseOf(message.State) is { } phase
            ? Classify(
                message.Opcode,
                new(
                    new(source, message.Priority),
                    phase,
                    TimeSpan.FromSeconds(message.HelloTime),
                    TimeSpan.FromSeconds(message.HoldTime),
                    Known(HostAddress.From(message.VirtualIp))))
            : new Input.Refused(Refusal.Malformed);
    }

    /// <summary>The input that a message of version 2 is; null: it tells no state.</summary>
    public static Input? Classify(
        Config config, HsrpV2Value message, HostAddress source, Digest digest)
    {
        HsrpGroupStateValue? group = null;
        Octets? password = null;
        foreach (var tlv in message.Tlvs)
        {
            group ??= (tlv.Body as HsrpTlvBody.GroupState)?.Value;
            password ??= (tlv.Body as HsrpTlvBody.TextAuthentication)?.Value.AuthenticationData;
        }

        if (group is null)
        {
            return null;
        }

        if (config.Settings.Version != HsrpVersion.V2 || group.Version != VersionOfGroupState
            || group.Group != config.Settings.Group
            || (group.IpVersion == 6) != config.Address.IsIpv6)
        {
            return new Input.Refused(Refusal.OtherGroup);
        }

        if (Judge(config, (password ?? Octets.Empty).Span, digest) is { } refused)
        {
            return refused;
        }

        var shared = group.VirtualIp.Span[..(config.Address.IsIpv6 ? 16 : 4)];
        return PhaseOf(group.State) is { } phase
            ? Classify(
                group.Opcode,
                new(
                    new(source, group.Priority),
                    phase,
                    TimeSpan.FromMilliseconds(group.HelloTime),
                    TimeSpan.FromMilliseconds(group.HoldTime),
                    Known(HostAddress.From(shared))))
            : new Input.Refused(Refusal.Malformed);
    }

    private static Input? Classify(HsrpOpcode opcode, Message message) =>
        opcode == HsrpOpcode.Hello ? new Input.Hello(message)
        : opcode == HsrpOpcode.Coup ? new Input.Coup(message)
        : opcode == HsrpOpcode.Resign ? new Input.Resign(message)
        : null;

    /// <summary>Whether a message is authentic; null: it is.</summary>
    private static Input.Refused? Judge(
        Config config, ReadOnlySpan<byte> password, Digest digest) =>
        config.Settings.Authentication switch
        {
            Authentication.Password(var ours) =>
                CryptographicOperations.FixedTimeEquals(Padded(ours).Span, password)
                    ? null
                    : new(Refusal.WrongPassword),
            Authentication.Md5 => digest switch
            {
                Digest.Right => null,
                Digest.None or Digest.Wrong => new(Refusal.WrongDigest),
            },
        };

    /// <summary>A password as 8 octets, RFC 2281 §5.1.</summary>
    private static Octets Padded(Octets password)
    {
        Span<byte> octets = stackalloc byte[8];
        password.Span.CopyTo(octets);
        return new(octets);
    }

    private static HostAddress? Known(HostAddress address) =>
        address.IsUnspecified ? null : address;

    private static Phase? PhaseOf(HsrpV1State state) => state.Value switch
    {
        0 => Phase.Initial,
        1 => Phase.Learn,
        2 => Phase.Listen,
        4 => Phase.Speak,
        8 => Phase.Standby,
        16 => Phase.Active,
        _ => null,
    };

    /// <summary>The states of version 2 are counted up: 4 is Listen's successor there.</summary>
    private static Phase? PhaseOf(HsrpV2State state) => state.Value switch
    {
        0 or 1 => Phase.Initial,
        2 => Phase.Learn,
        3 => Phase.Listen,
        4 => Phase.Speak,
        5 => Phase.Standby,
        6 => Phase.Active,
        _ => null,
    };
}
