using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>What an authentic message says.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Payloads">What was sealed.</param>
/// <param name="From">Where it came from.</param>
internal sealed record IkeContent(
    ExchangeType Exchange, InnerPayloadsValue Payloads, HostAddress From = default)
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;

    /// <summary>Opens a message; null: it is not authentic.</summary>
    public static InnerPayloadsValue? Open(PacketCipher cipher, ReadOnlySpan<byte> octets)
    {
        // The cipher is the key store's: an opener that is never disposed leaves it alone.
        var opener = new MessageOpener(cipher);
        return opener.TryOpen(octets, new byte[octets.Length], out var text, out _)
            && InnerPayloadsValue.TryParse(
                text.Payloads.Octets, text.FirstPayload, out var inner, out _)
            ? inner
            : null;
    }

    /// <summary>A message before it is sealed: what stands in it is what is sealed.</summary>
    public static IkeHeaderValue Header(
        LivenessCheck.Sa sa, ExchangeType exchange, uint id, bool isResponse,
        Items<IkePayloadValue> payloads) => new()
        {
            InitiatorSpi = sa.Initiator,
            ResponderSpi = sa.Responder,
            ExchangeType = exchange,
            Flags = new((byte)((sa.IsInitiator ? InitiatorFlag : 0)
                | (isResponse ? ResponseFlag : 0))),
            MessageId = new(id),
            Payloads = payloads,
        };

    /// <summary>What a message is for those who break messages.</summary>
    public static MessageKind KindOf(ReadOnlySpan<byte> octets)
    {
        if (!IkeHeader.TryParse(octets, out var header, out _))
        {
            return IsakmpMessages.KindOf(octets) ?? MessageKind.Ike;
        }

        return KindOf(header.ExchangeType);
    }

    /// <summary>What messages of an exchange are for those who break messages.</summary>
    public static MessageKind KindOf(ExchangeType exchange) =>
        exchange == ExchangeType.IkeAuth ? MessageKind.IkeAuth
        : exchange == ExchangeType.IkeSaInit ? MessageKind.IkeInit
        : exchange == ExchangeType.IkeIntermediate ? MessageKind.IkeIntermediate
        : exchange == ExchangeType.IkeFollowupKe ? MessageKind.IkeFollowup
        : exchange == ExchangeType.CreateChildSa ? MessageKind.IkeChild
        : MessageKind.IkeLiveness;
}

/// <summary>A request that waits for its message ID.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Payloads">What is sealed.</param>
/// <param name="Then">Hears what the answer says; null: there is none.</param>
/// <param name="Share">Our half of its key exchange; none: there is none.</param>
/// <param name="Series">What IKE_FOLLOWUP_KE goes on with; null: it is none.</param>
internal sealed record IkeRequest(
    ExchangeType Exchange, Items<IkePayloadValue> Payloads, Action<InnerPayloadsValue?> Then,
    KeyHandle Share = default, ExchangeSeries? Series = null);
