using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>Where CREATE_CHILD_SA and INFORMATIONAL become values, and values payloads.</summary>
public static partial class ExchangeMessages
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;
    private const ushort FirstStatus = 16_384;
    private const int SpiLength = 4;

    /// <summary>The header of a message of ours, RFC 7296 §3.1.</summary>
    /// <param name="spis">Both SPIs of the IKE SA.</param>
    /// <param name="role">Which side of the IKE SA we are.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="isResponse">Whether we answer.</param>
    public static IkeHeaderValue Header(
        IkeSpiPair spis, IkeRole role, ExchangeType exchange, uint id, bool isResponse) => new()
        {
            InitiatorSpi = spis.Initiator,
            ResponderSpi = spis.Responder,
            ExchangeType = exchange,
            Flags = new((byte)((role == IkeRole.Initiator ? InitiatorFlag : 0)
                | (isResponse ? ResponseFlag : 0))),
            MessageId = new(id),
        };

    /// <summary>The exchange in which a request is said.</summary>
    public static ExchangeType ExchangeOf(ExchangeMessage request) => request switch
    {
        ExchangeMessage.Child or ExchangeMessage.Rekey => ExchangeType.CreateChildSa,
        ExchangeMessage.Followup => ExchangeType.IkeFollowupKe,
        ExchangeMessage.Inform or ExchangeMessage.Refused => ExchangeType.Informational,
    };

    /// <summary>The payloads that are sealed.</summary>
    public static InnerPayloadsValue ToPayloads(ExchangeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var all = message switch
        {
            ExchangeMessage.Child child => PayloadsOf(child),
            ExchangeMessage.Rekey ike => PayloadsOf(ike),
            ExchangeMessage.Followup followup => PayloadsOf(followup),
            ExchangeMessage.Inform inform => PayloadsOf(inform),
            ExchangeMessage.Refused refused => [Of(refused.Why)],
        };
        all.AddRange(message.Says.Select(Of));
        return new() { Payloads = [.. all] };
    }

    /// <summary>What an authentic message says; <c>Refused</c> with INVALID_SYNTAX: nothing that
    /// makes sense, §2.21.3.</summary>
    /// <param name="exchange">Its exchange.</param>
    /// <param name="inner">Its payloads.</param>
    /// <param name="isResponse">Whether it is a response.</param>
    public static ExchangeMessage Classify(
        ExchangeType exchange, InnerPayloadsValue inner, bool isResponse)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (isResponse && HandshakeMessages.RefusalIn(inner.Payloads) is { } why
            && why.Data.Tag.Value < FirstStatus)
        {
            return new ExchangeMessage.Refused(why);
        }

        return exchange == ExchangeType.Informational ? ReadInform(inner)
            : exchange == ExchangeType.CreateChildSa
                ? ReadCreate(inner, isResponse) ?? Malformed
            : exchange == ExchangeType.IkeFollowupKe
                ? ReadFollowup(inner) ?? Malformed
            : Malformed;
    }

    private static ExchangeMessage Malformed =>
        new ExchangeMessage.Refused(FirstChild.Notice(NotifyType.InvalidSyntax));

    private static List<IkePayloadValue> PayloadsOf(ExchangeMessage.Child child)
    {
        var all = new List<IkePayloadValue>();
        if (child.Rekeys is var (protocol, spi))
        {
            all.Add(Of(new NotifyPayloadValue
            {
                ProtocolId = protocol,
                Spi = FirstChild.ToOctets(spi),
                Data = new NotifyPayloadData.RekeySa(new()),
            }));
        }

        if (child.Offer.IsTransport)
        {
            all.Add(Of(new NotifyPayloadData.UseTransportMode(new())));
        }

        all.Add(new() { Body = new IkePayloadBody.Sa(child.Offer.Proposals) });
        all.Add(new() { Body = new IkePayloadBody.Nonce(new() { Data = child.Nonce }) });
        if (child.Method != KeyExchangeMethod.None)
        {
            all.Add(KeOf(child.Method, child.Share));
        }

        all.Add(new()
        {
            Body = new IkePayloadBody.TsInitiator(TrafficRange.ToPayload(child.Offer.Initiator)),
        });
        all.Add(new()
        {
            Body = new IkePayloadBody.TsResponder(TrafficRange.ToPayload(child.Offer.Responder)),
        });
        if (child.Offer.IsMorePossible)
        {
            all.Add(Of(new NotifyPayloadData.AdditionalTsPossible(new())));
        }

        AddLink(all, child.Link);
        return all;
    }

    private static List<IkePayloadValue> PayloadsOf(ExchangeMessage.Rekey ike)
    {
        List<IkePayloadValue> all =
        [
            new() { Body = new IkePayloadBody.Sa(ike.Proposals) },
            new() { Body = new IkePayloadBody.Nonce(new() { Data = ike.Nonce }) },
            KeOf(ike.Method, ike.Share),
        ];
        AddLink(all, ike.Link);
        return all;
    }

    private static List<IkePayloadValue> PayloadsOf(ExchangeMessage.Inform inform)
    {
        // RFC 7296 §3.11: the SPIs of one payload are those of one protocol.
        var all = inform.Deletes.GroupBy(name => name.Protocol).Select(names =>
            new IkePayloadValue
            {
                Body = new IkePayloadBody.Delete(new()
                {
                    ProtocolId = names.Key,
                    SpiSize = SpiLength,
                    Spis = [.. names.Select(name => FirstChild.ToOctets(name.Spi))],
                }),
            }).ToList();
        if (inform.DeletesIke)
        {
            all.Add(new()
            {
                Body = new IkePayloadBody.Delete(new() { ProtocolId = ProtocolId.Ike }),
            });
        }

        return all;
    }

    private static ExchangeMessage ReadInform(InnerPayloadsValue inner)
    {
        var (deletes, says, isIke) = (
            new List<ChildName>(), new List<NotifyPayloadValue>(), false);
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Delete(var delete))
            {
                isIke |= delete.ProtocolId == ProtocolId.Ike;
                deletes.AddRange(delete.Spis
                    .Where(spi => spi.Length == SpiLength)
                    .Select(spi => new ChildName(delete.ProtocolId, FirstChild.SpiOf(spi))));
            }
            else if (payload.Body is IkePayloadBody.Notify(var notify))
            {
                says.Add(notify);
            }
        }

        return new ExchangeMessage.Inform([.. deletes], isIke) { Says = [.. says] };
    }

    /// <summary>Null: a payload is missing, or there twice.</summary>
    private static ExchangeMessage? ReadCreate(InnerPayloadsValue inner, bool isResponse)
    {
        var (sa, ke, nonce) = (
            default(SaPayloadValue), default(KePayloadValue), default(Octets?));
        var (initiator, responder) = (
            default(Items<TrafficRange>?), default(Items<TrafficRange>?));
        var (rekeys, isTransport, isMore, isDoubled) = (
            default(ChildName?), false, false, false);
        var link = Octets.Empty;
        var says = new List<NotifyPayloadValue>();
        foreach (var payload in inner.Payloads)
        {
            switch (payload.Body)
            {
                case IkePayloadBody.Sa(var body):
                    (isDoubled, sa) = (isDoubled || sa is not null, body);
                    break;
                case IkePayloadBody.Ke(var body):
                    (isDoubled, ke) = (isDoubled || ke is not null, body);
                    break;
                case IkePayloadBody.Nonce(var body):
                    (isDoubled, nonce) = (isDoubled || nonce is not null, body.Data);
                    break;
                case IkePayloadBody.TsInitiator(var body):
                    (isDoubled, initiator) = (
                        isDoubled || initiator is not null, TrafficRange.ReadAll(body));
                    break;
                case IkePayloadBody.TsResponder(var body):
                    (isDoubled, responder) = (
                        isDoubled || responder is not null, TrafficRange.ReadAll(body));
                    break;
                case IkePayloadBody.Notify(var notify)
                    when notify.Data is NotifyPayloadData.RekeySa && !isResponse:
                    if (notify.Spi.Length != SpiLength)
                    {
                        return null;
                    }

                    isDoubled |= rekeys is not null;
                    rekeys = new(notify.ProtocolId, FirstChild.SpiOf(notify.Spi));
                    break;
                case IkePayloadBody.Notify(
                    { Data: NotifyPayloadData.AdditionalKeyExchange(var linked) })
                    when isResponse:
                    (isDoubled, link) = (isDoubled || link.Length > 0, linked.Link);
                    break;
                case IkePayloadBody.Notify(var notify):
                    isTransport |= notify.Data is NotifyPayloadData.UseTransportMode;
                    isMore |= notify.Data is NotifyPayloadData.AdditionalTsPossible;
                    says.Add(notify);
                    break;
                default:
                    break;
            }
        }

        if (isDoubled || sa is null || nonce is not { } drawn || sa.Proposals.Count == 0)
        {
            return null;
        }

        if (sa.Proposals[0].ProtocolId == ProtocolId.Ike)
        {
            // RFC 7296 §1.3.2: a rekey of the IKE SA always has a key exchange.
            return ke is null
                ? null
                : new ExchangeMessage.Rekey(sa, drawn, ke.Method, ke.Data)
                {
                    Link = link,
                    Says = [.. says],
                };
        }

        return initiator is not { } from || responder is not { } to
            ? null
            : new ExchangeMessage.Child(new(sa, from, to, isTransport, isMore), drawn)
            {
                Rekeys = rekeys,
                Method = ke?.Method ?? KeyExchangeMethod.None,
                Share = ke?.Data ?? Octets.Empty,
                Link = link,
                Says = [.. says],
            };
    }

    private static IkePayloadValue KeOf(KeyExchangeMethod method, Octets share) =>
        new() { Body = new IkePayloadBody.Ke(new() { Method = method, Data = share }) };

    private static IkePayloadValue Of(NotifyPayloadData data) =>
        Of(new NotifyPayloadValue { Data = data });

    private static IkePayloadValue Of(NotifyPayloadValue notify) =>
        new() { Body = new IkePayloadBody.Notify(notify) };

    /// <summary>The SPI in a proposal of an IKE SA.</summary>
    internal static IkeSpi IkeSpiOf(Octets octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets.Span));

    /// <summary>The SPI as a proposal of an IKE SA has it.</summary>
    internal static Octets ToOctets(IkeSpi spi)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi.Value);
        return new(octets);
    }
}
