using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ike;

/// <summary>Where IKE_SA_INIT and IKE_AUTH become values, and values messages.</summary>
public static partial class HandshakeMessages
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;

    /// <summary>A message of ours.</summary>
    /// <param name="spis">Both SPIs; the responder's is 0 in the first message.</param>
    /// <param name="sender">Which side we are.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="payloads">What it says in the clear.</param>
    public static IkeHeaderValue Message(
        IkeSpiPair spis, IkeRole sender, ExchangeType exchange, uint id,
        Items<IkePayloadValue> payloads = default) => new()
        {
            InitiatorSpi = spis.Initiator,
            ResponderSpi = spis.Responder,
            ExchangeType = exchange,

            // RFC 7296 §3.1: the other bits are zero, that of a higher version too.
            Flags = new(sender == IkeRole.Initiator ? InitiatorFlag : ResponseFlag),
            MessageId = new(id),
            Payloads = payloads,
        };

    /// <summary>What IKE_SA_INIT says, as payloads.</summary>
    /// <param name="greeting">What is said.</param>
    /// <param name="spis">The SPIs of the header.</param>
    /// <param name="flow">Over which it is sent.</param>
    public static Items<IkePayloadValue> ToPayloads(
        Greeting greeting, IkeSpiPair spis, Flow flow)
    {
        ArgumentNullException.ThrowIfNull(greeting);
        var all = new List<IkePayloadValue>();
        if (greeting.Cookie.Length > 0)
        {
            // RFC 7296 §2.6: it comes first, the rest is as it was.
            all.Add(Of(new NotifyPayloadData.Cookie(new() { Data = greeting.Cookie })));
        }

        all.Add(new() { Body = new IkePayloadBody.Sa(greeting.Proposals) });
        all.Add(new()
        {
            Body = new IkePayloadBody.Ke(
                new() { Method = greeting.Method, Data = greeting.Share }),
        });
        all.Add(new()
        {
            Body = new IkePayloadBody.Nonce(new() { Data = greeting.Nonce }),
        });
        if (greeting.Traits.HasFlag(GreetingTraits.NatDetection))
        {
            all.Add(Of(new NotifyPayloadData.NatDetectionSourceIp(
                new() { Hash = HashOf(spis, flow.Path.Local, flow.LocalPort) })));
            all.Add(Of(new NotifyPayloadData.NatDetectionDestinationIp(
                new() { Hash = HashOf(spis, flow.Path.Remote, flow.RemotePort) })));
        }

        if (greeting.Traits.HasFlag(GreetingTraits.Fragments))
        {
            all.Add(Of(new NotifyPayloadData.FragmentationSupported(new())));
        }

        if (greeting.Hashes.Count > 0)
        {
            all.Add(Of(new NotifyPayloadData.SignatureHashAlgorithms(new()
            {
                Algorithms =
                [
                    .. greeting.Hashes.Select(hash =>
                        new HashAlgorithmItemValue { Algorithm = hash }),
                ],
            })));
        }

        if (greeting.RedirectedFrom is { } from)
        {
            // RFC 5685 §3: it says too that redirects are followed.
            all.Add(Of(from));
        }
        else if (greeting.Traits.HasFlag(GreetingTraits.FollowsRedirects))
        {
            all.Add(Of(new NotifyPayloadData.RedirectSupported(new())));
        }

        if (greeting.Traits.HasFlag(GreetingTraits.Childless))
        {
            all.Add(Of(new NotifyPayloadData.ChildlessIkev2Supported(new())));
        }

        if (greeting.Traits.HasFlag(GreetingTraits.MultipleAuth))
        {
            all.Add(Of(new NotifyPayloadData.MultipleAuthSupported(new())));
        }

        if (greeting.Traits.HasFlag(GreetingTraits.Intermediate))
        {
            all.Add(Of(new NotifyPayloadData.IntermediateExchangeSupported(new())));
        }

        all.AddRange(RequestOf(greeting.Authorities));

        return [.. all];
    }

    /// <summary>Reads what IKE_SA_INIT says; false: a payload is missing, or there twice.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="greeting">What it says.</param>
    /// <param name="nat">Who is behind a NAT.</param>
    public static bool TryReadGreeting(
        IkeHeaderValue message, Flow flow, [NotNullWhen(true)] out Greeting? greeting,
        out NatSides nat)
    {
        ArgumentNullException.ThrowIfNull(message);
        greeting = null;
        var spis = new IkeSpiPair(message.InitiatorSpi, message.ResponderSpi);
        var traits = GreetingTraits.None;
        var (cookie, sa, ke, nonce) = (
            default(Octets), default(SaPayloadValue), default(KePayloadValue), default(Octets?));
        Items<HashAlgorithm> hashes = [];
        Items<Octets> authorities = [];
        var from = default(NotifyPayloadValue);
        var (isSource, isDestination, isDoubled) = (false, false, false);

        // However many of them there are, each hash is computed once at most.
        var (source, destination) = (default(Octets?), default(Octets?));
        foreach (var payload in message.Payloads)
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
                case IkePayloadBody.CertRequest(var wanted):
                    authorities = [.. authorities, .. AuthoritiesOf(wanted)];
                    break;
                case IkePayloadBody.Notify(var notify):
                    traits |= TraitsOf(notify.Data);
                    switch (notify.Data)
                    {
                        case NotifyPayloadData.Cookie(var given):
                            cookie = given.Data;
                            break;
                        case NotifyPayloadData.RedirectedFrom:
                            from = notify;
                            break;
                        case NotifyPayloadData.SignatureHashAlgorithms(var told):
                            hashes = [.. told.Algorithms.Select(item => item.Algorithm)];
                            break;
                        case NotifyPayloadData.NatDetectionSourceIp(var seen):
                            isSource |= seen.Hash == (source ??= HashOf(
                                spis, flow.Path.Remote, flow.RemotePort));
                            break;
                        case NotifyPayloadData.NatDetectionDestinationIp(var seen):
                            isDestination |= seen.Hash == (destination ??= HashOf(
                                spis, flow.Path.Local, flow.LocalPort));
                            break;
                        default:
                            break;
                    }

                    break;
                default:
                    break;
            }
        }

        // RFC 7296 §2.23: there may be several sources; none of them is what we see.
        nat = !traits.HasFlag(GreetingTraits.NatDetection) ? NatSides.None
            : (isSource ? NatSides.None : NatSides.Remote)
                | (isDestination ? NatSides.None : NatSides.Local);
        if (isDoubled || sa is null || ke is null || nonce is not { } drawn)
        {
            return false;
        }

        greeting = new(sa, ke.Method, ke.Data, drawn, traits, hashes, cookie)
        {
            Authorities = authorities,
            RedirectedFrom = from,
        };
        return true;
    }

    /// <summary>The first notification of an error, or of what else stands for an answer:
    /// COOKIE, REDIRECT; null: there is none.</summary>
    public static NotifyPayloadValue? RefusalIn(Items<IkePayloadValue> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && (notify.Data.Tag.Value < FirstStatus
                    || notify.Data is NotifyPayloadData.Cookie or NotifyPayloadData.Redirect))
            {
                return notify;
            }
        }

        return null;
    }

    /// <summary>
    /// UNSUPPORTED_CRITICAL_PAYLOAD for a message that does not parse, RFC 7296 §2.5; null: it
    /// fails for another reason.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="error">What is wrong with it.</param>
    public static NotifyPayloadValue? CriticalIn(ReadOnlySpan<byte> message, DecodeError error)
    {
        // A view reads payloads of any type, and does not ask whether they are critical.
        if (error.Fault != DecodeFault.UnknownCritical
            || !IkeHeader.TryParse(message, out var header, out _))
        {
            return null;
        }

        var at = header.Octets.Length - header.Payloads.Octets.Length;
        foreach (var payload in header.Payloads)
        {
            at += payload.Octets.Length;
            if (at > error.Offset)
            {
                return new()
                {
                    Data = new NotifyPayloadData.UnsupportedCriticalPayload(
                        new() { PayloadType = payload.Type }),
                };
            }
        }

        return null;
    }

    /// <summary>
    /// What answers an authentic message that does not parse, RFC 7296 §2.5 and §2.21.3; null: it
    /// is not authentic.
    /// </summary>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="text">What was sealed.</param>
    public static NotifyPayloadValue? RefusalOf(OpenError error, InnerText text) =>
        !error.IsAuthentic ? null
        : error.Place.Fault == DecodeFault.UnknownCritical
            && text.TypeAt(error.Place.Offset) is { } type
            ? new()
            {
                Data = new NotifyPayloadData.UnsupportedCriticalPayload(
                    new() { PayloadType = type }),
            }
        : FirstChild.Notice(NotifyType.InvalidSyntax);

    private const ushort FirstStatus = 16_384;

    private static GreetingTraits TraitsOf(NotifyPayloadData data) => data switch
    {
        NotifyPayloadData.FragmentationSupported => GreetingTraits.Fragments,
        NotifyPayloadData.RedirectSupported or NotifyPayloadData.RedirectedFrom =>
            GreetingTraits.FollowsRedirects,
        NotifyPayloadData.ChildlessIkev2Supported => GreetingTraits.Childless,
        NotifyPayloadData.IntermediateExchangeSupported => GreetingTraits.Intermediate,
        NotifyPayloadData.MultipleAuthSupported => GreetingTraits.MultipleAuth,
        NotifyPayloadData.NatDetectionSourceIp
            or NotifyPayloadData.NatDetectionDestinationIp => GreetingTraits.NatDetection,
        _ => GreetingTraits.None,
    };

    private static Octets HashOf(IkeSpiPair spis, HostAddress address, ushort port)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(NatDetectionHash.Compute(spis, octets[..address.Length], port));
    }

    private static IkePayloadValue Of(NotifyPayloadData data) =>
        Of(new NotifyPayloadValue { Data = data });

    private static IkePayloadValue Of(NotifyPayloadValue notify) =>
        new() { Body = new IkePayloadBody.Notify(notify) };
}
