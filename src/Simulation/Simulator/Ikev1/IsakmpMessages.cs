using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Messages of IKEv1 as octets: what they are, and those of one message.</summary>
internal static class IsakmpMessages
{
    private const int VersionAt = 17;

    /// <summary>A message of IKEv1; false: it is of another version, or none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out IsakmpHeaderValue message)
    {
        message = null!;
        return octets.Length > VersionAt && octets[VersionAt] >> 4 == 1
            && IsakmpHeaderValue.TryParse(octets, out message!, out _);
    }

    /// <summary>What a message is for those who break messages; null: it is none of IKEv1.
    /// </summary>
    public static MessageKind? KindOf(ReadOnlySpan<byte> octets) =>
        octets.Length <= VersionAt || octets[VersionAt] >> 4 != 1
        || !IsakmpHeader.TryParse(octets, out var header, out _) ? null
        : header.ExchangeType == IsakmpExchangeType.QuickMode ? MessageKind.IkeChild
        : header.ExchangeType == IsakmpExchangeType.Informational ? MessageKind.IkeLiveness
        : header.Encrypted ? MessageKind.IkeAuth
        : MessageKind.IkeInit;

    /// <summary>A header.</summary>
    public static IsakmpHeaderValue Header(
        IkeSpiPair cookies, IsakmpExchangeType exchange, MessageId id,
        Items<IsakmpPayloadValue> payloads) => new()
        {
            InitiatorSpi = cookies.Initiator,
            ResponderSpi = cookies.Responder,
            ExchangeType = exchange,
            MessageId = id,
            Payloads = payloads,
        };
}
