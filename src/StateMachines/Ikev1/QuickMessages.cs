using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Where messages of quick mode become values, and values payloads.</summary>
public static class QuickMessages
{
    /// <summary>What a message says, as payloads behind its HASH in the order of RFC 2409 §5.5;
    /// null: IKEv1 cannot say its traffic.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="spi">The SPI of the sender, of which RESPONDER-LIFETIME speaks.</param>
    public static Items<IsakmpPayloadValue>? ToPayloads(QuickMessage message, Octets spi)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is not { Proposals: { } proposals, Initiator: { } one, Responder: { } other }
            || IsakmpTraffic.ToIdentity(one) is not { } first
            || IsakmpTraffic.ToIdentity(other) is not { } second)
        {
            return null;
        }

        Items<IsakmpPayloadValue> all =
        [
            Of(new IsakmpPayloadBody.Sa(proposals)),
            Of(new IsakmpPayloadBody.Nonce(new() { Data = message.Nonce })),
        ];
        if (message.Share.Length > 0)
        {
            all = all.Add(Of(new IsakmpPayloadBody.Ke(new() { Data = message.Share })));
        }

        all = all.Add(Of(new IsakmpPayloadBody.Id(first)))
            .Add(Of(new IsakmpPayloadBody.Id(second)));
        if (message.Originals is { } seen)
        {
            all = all.Add(OriginalOf(seen.Initiator)).Add(OriginalOf(seen.Responder));
        }

        return message.Life is not { } life ? all : all.Add(
            Of(new IsakmpPayloadBody.Notify(new()
            {
                Doi = DomainOfInterpretation.Ipsec,
                ProtocolId = IsakmpOffers.ProposalsOf(proposals)[0].ProtocolId,
                Spi = spi,
                Data = new IsakmpNotifyPayloadData.ResponderLifetime(
                    new() { Attributes = life.ToPhaseTwo() }),
            })));
    }

    /// <summary>Reads the payloads behind a HASH; false: one is missing, or there once more.
    /// </summary>
    /// <param name="payloads">They are authentic.</param>
    /// <param name="flow">Over which they came: whose traffic it is where no identity says so.
    /// </param>
    /// <param name="isFromInitiator">Whether the peer began this quick mode.</param>
    /// <param name="message">What they say.</param>
    public static bool TryRead(
        Items<IsakmpPayloadValue> payloads, Flow flow, bool isFromInitiator,
        [NotNullWhen(true)] out QuickMessage? message)
    {
        message = new();
        var identities = new List<IsakmpIdPayloadValue>();
        var originals = new List<HostAddress>();
        foreach (var payload in payloads)
        {
            QuickMessage? next = message;
            switch (payload.Body)
            {
                case IsakmpPayloadBody.Sa(var sa):
                    next = message.Proposals is null ? message with { Proposals = sa } : null;
                    break;
                case IsakmpPayloadBody.Ke(var ke):
                    next = message.Share.Length == 0 ? message with { Share = ke.Data } : null;
                    break;
                case IsakmpPayloadBody.Nonce(var nonce):
                    next = message.Nonce.Length == 0
                        ? message with { Nonce = nonce.Data }
                        : null;
                    break;
                case IsakmpPayloadBody.Id(var id):
                    identities.Add(id);
                    break;
                case IsakmpPayloadBody.NatOriginalAddress(var original)
                    when original.Address.Length is 4 or 16:
                    originals.Add(HostAddress.From(original.Address.Span));
                    break;
                case IsakmpPayloadBody.Notify(var notify)
                    when notify.Data is IsakmpNotifyPayloadData.ResponderLifetime(var said):
                    next = message with { Life = SaLife.OfPhaseTwo(said.Attributes) };
                    break;
                default:
                    break;
            }

            if (next is null)
            {
                message = null;
                return false;
            }

            message = next;
        }

        // RFC 2409 §5.5: without identities it is the traffic of both ends themselves.
        var (local, remote) = (
            TrafficRange.Between(flow.Path.Local, flow.Path.Local),
            TrafficRange.Between(flow.Path.Remote, flow.Path.Remote));
        message = identities.Count == 0
            ? message with
            {
                Initiator = isFromInitiator ? remote : local,
                Responder = isFromInitiator ? local : remote,
            }
            : message with
            {
                Initiator = RangeOf(identities[0]),
                Responder = identities.Count > 1 ? RangeOf(identities[1]) : null,
            };

        // RFC 3947 §5.2: both, the initiator's first; what else there is says nothing.
        message = originals is [var first, var second]
            ? message with { Originals = new(first, second) }
            : message;
        return payloads is [{ Body: IsakmpPayloadBody.Sa }, ..] && message.Nonce.Length > 0
            && (identities.Count is 0 or 2);
    }

    private static TrafficRange? RangeOf(IsakmpIdPayloadValue identity) =>
        IsakmpTraffic.TryRead(identity, out var range) ? range : null;

    private static IsakmpPayloadValue OriginalOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return Of(new IsakmpPayloadBody.NatOriginalAddress(new()
        {
            IdType = address.IsIpv6 ? IsakmpIdType.Ipv6Address : IsakmpIdType.Ipv4Address,
            Address = new(octets[..address.Length]),
        }));
    }

    private static IsakmpPayloadValue Of(IsakmpPayloadBody body) => PhaseOneMessages.Of(body);
}
