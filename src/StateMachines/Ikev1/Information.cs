using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What an Informational exchange says, RFC 2409 §5.7; nobody answers it.</summary>
public sealed record Information
{
    /// <summary>Notifications: refusals, and what other machines say, such as R-U-THERE.</summary>
    public Items<IsakmpNotifyPayloadValue> Says { get; init; }

    /// <summary>CHILD SAs that end, by the SPIs on which the sender receives.</summary>
    public Items<(IsakmpProtocolId Protocol, Spi Spi)> Children { get; init; }

    /// <summary>ISAKMP SAs that end.</summary>
    public Items<IkeSpiPair> Isakmps { get; init; }

    /// <summary>A refusal that says all by its type.</summary>
    public static Information Refusing(IsakmpNotifyType type, Octets spi = default) =>
        new() { Says = [PhaseOneMessages.Notice(type, spi)] };
}
