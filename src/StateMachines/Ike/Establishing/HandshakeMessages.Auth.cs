using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_AUTH.</content>
public static partial class HandshakeMessages
{
    /// <summary>What IKE_AUTH says, as the payloads that are sealed.</summary>
    /// <param name="message">What is said.</param>
    /// <param name="sender">Which side says it.</param>
    public static InnerPayloadsValue ToPayloads(AuthMessage message, IkeRole sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        var all = new List<IkePayloadValue>();
        if (message.Identity.Length > 0)
        {
            all.Add(IdOf(message.Identity, sender == IkeRole.Initiator));
        }

        all.AddRange(message.Certificates.Select(certificate =>
            new IkePayloadValue { Body = new IkePayloadBody.Cert(certificate) }));
        all.AddRange(RequestOf(message.Authorities));
        if (message.IsInitialContact)
        {
            all.Add(Of(new NotifyPayloadData.InitialContact(new())));
        }

        if (message.Wanted is { } wanted)
        {
            all.Add(IdOf(wanted, isInitiator: false));
        }

        if (message.Auth is { } auth)
        {
            all.Add(new() { Body = new IkePayloadBody.Auth(auth) });
        }

        if (message.Eap is { } eap)
        {
            all.Add(new() { Body = new IkePayloadBody.Eap(eap) });
        }

        if (message.Configuration is { } configuration)
        {
            all.Add(new() { Body = new IkePayloadBody.Configuration(configuration) });
        }

        if (message.Child is { } child)
        {
            if (child.IsTransport)
            {
                all.Add(Of(new NotifyPayloadData.UseTransportMode(new())));
            }

            all.Add(new() { Body = new IkePayloadBody.Sa(child.Proposals) });
            all.Add(new()
            {
                Body = new IkePayloadBody.TsInitiator(TrafficRange.ToPayload(child.Initiator)),
            });
            all.Add(new()
            {
                Body = new IkePayloadBody.TsResponder(TrafficRange.ToPayload(child.Responder)),
            });
            if (child.IsMorePossible)
            {
                all.Add(Of(new NotifyPayloadData.AdditionalTsPossible(new())));
            }
        }

        if (message.Refusal is { } refusal)
        {
            all.Add(Of(refusal));
        }

        if (message.IsAnotherNext)
        {
            all.Add(Of(new NotifyPayloadData.AnotherAuthFollows(new())));
        }

        all.AddRange(message.Says.Select(Of));
        return new() { Payloads = [.. all] };
    }

    /// <summary>A refusal alone, as the payloads that are sealed.</summary>
    /// <param name="refusal">What is said.</param>
    /// <param name="eap">What EAP says to it, RFC 7296 §2.16; null: nothing.</param>
    public static InnerPayloadsValue ToPayloads(
        NotifyPayloadValue refusal, EapPayloadValue? eap = null) => new()
        {
            Payloads = eap is null
                ? [Of(refusal)]
                : [new() { Body = new IkePayloadBody.Eap(eap) }, Of(refusal)],
        };

    /// <summary>Reads what IKE_AUTH says, with the ID payload as it came: RFC 7296 §2.15 has AUTH
    /// over its RESERVED octets too.</summary>
    /// <param name="inner">The payloads.</param>
    /// <param name="text">The same as octets.</param>
    /// <param name="sender">Which side says it.</param>
    /// <param name="message">What it says.</param>
    public static bool TryReadAuth(
        InnerPayloadsValue inner, InnerText text, IkeRole sender,
        [NotNullWhen(true)] out AuthMessage? message)
    {
        if (!TryReadAuth(inner, sender, isFirst: true, out message))
        {
            return false;
        }

        message = AsItCame(message, text, sender);
        return true;
    }

    /// <summary>The same of a message behind the first exchange, which names nobody, or of the
    /// initiator another identity, RFC 4739 §2.1.</summary>
    /// <param name="inner">The payloads.</param>
    /// <param name="text">The same as octets.</param>
    /// <param name="sender">Which side says it.</param>
    /// <param name="message">What it says.</param>
    public static bool TryReadLaterAuth(
        InnerPayloadsValue inner, InnerText text, IkeRole sender,
        [NotNullWhen(true)] out AuthMessage? message)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!TryReadAuth(inner, sender, isFirst: false, out message))
        {
            return false;
        }

        message = AsItCame(message, text, sender);
        return true;
    }

    private static AuthMessage AsItCame(AuthMessage message, InnerText text, IkeRole sender) =>
        text.BodyOf(sender == IkeRole.Initiator
            ? PayloadType.IdInitiator
            : PayloadType.IdResponder) is { } came && came != message.Identity
            ? message with { Received = came }
            : message;

    /// <summary>Reads what IKE_AUTH says; false: nobody says who it is, a payload is there twice,
    /// or a CHILD SA is asked for by halves.</summary>
    /// <param name="inner">The payloads.</param>
    /// <param name="sender">Which side says it.</param>
    /// <param name="message">What it says.</param>
    public static bool TryReadAuth(
        InnerPayloadsValue inner, IkeRole sender, [NotNullWhen(true)] out AuthMessage? message)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return TryReadAuth(inner, sender, isFirst: true, out message);
    }

    /// <summary>Reads what IKE_AUTH says behind its first exchange, RFC 7296 §2.16: both are named
    /// already. False: a payload is there twice, or a CHILD SA by halves.</summary>
    /// <param name="inner">The payloads.</param>
    /// <param name="sender">Which side says it.</param>
    /// <param name="message">What it says.</param>
    public static bool TryReadLaterAuth(
        InnerPayloadsValue inner, IkeRole sender, [NotNullWhen(true)] out AuthMessage? message)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!TryReadAuth(inner, sender, isFirst: false, out message))
        {
            return false;
        }

        message = message with { Identity = default };
        return true;
    }

    private static bool TryReadAuth(
        InnerPayloadsValue inner, IkeRole sender, bool isFirst,
        [NotNullWhen(true)] out AuthMessage? message)
    {
        message = null;
        var read = new AuthMessage(default, null);
        var (sa, initiator, responder) = (
            default(SaPayloadValue), default(Items<TrafficRange>?),
            default(Items<TrafficRange>?));
        var (isNamed, isTransport, isMore, isDoubled) = (false, false, false, false);
        foreach (var payload in inner.Payloads)
        {
            switch (payload.Body)
            {
                case IkePayloadBody.IdInitiator(var id) when sender == IkeRole.Initiator:
                    isDoubled |= isNamed;
                    (read, isNamed) = (read with { Identity = new(id.ToArray()) }, true);
                    break;
                case IkePayloadBody.IdResponder(var id) when sender == IkeRole.Responder:
                    isDoubled |= isNamed;
                    (read, isNamed) = (read with { Identity = new(id.ToArray()) }, true);
                    break;
                case IkePayloadBody.IdResponder(var id):
                    isDoubled |= read.Wanted is not null;
                    read = read with { Wanted = new Octets(id.ToArray()) };
                    break;
                case IkePayloadBody.Auth(var auth):
                    isDoubled |= read.Auth is not null;
                    read = read with { Auth = auth };
                    break;
                case IkePayloadBody.Eap(var eap):
                    isDoubled |= read.Eap is not null;
                    read = read with { Eap = eap };
                    break;
                case IkePayloadBody.Cert(var certificate):
                    read = read with { Certificates = read.Certificates.Add(certificate) };
                    break;
                case IkePayloadBody.CertRequest(var asked):
                    read = read with
                    {
                        Authorities = [.. read.Authorities, .. AuthoritiesOf(asked)],
                    };
                    break;
                case IkePayloadBody.Configuration(var configuration):
                    isDoubled |= read.Configuration is not null;
                    read = read with { Configuration = configuration };
                    break;
                case IkePayloadBody.Sa(var body):
                    (isDoubled, sa) = (isDoubled || sa is not null, body);
                    break;
                case IkePayloadBody.TsInitiator(var body):
                    (isDoubled, initiator) = (
                        isDoubled || initiator is not null, TrafficRange.ReadAll(body));
                    break;
                case IkePayloadBody.TsResponder(var body):
                    (isDoubled, responder) = (
                        isDoubled || responder is not null, TrafficRange.ReadAll(body));
                    break;
                case IkePayloadBody.Notify(var notify):
                    isTransport |= notify.Data is NotifyPayloadData.UseTransportMode;
                    isMore |= notify.Data is NotifyPayloadData.AdditionalTsPossible;
                    read = With(read, notify);
                    break;
                default:
                    break;
            }
        }

        // RFC 7296 §1.2: SA, TSi and TSr are there all three, or none of them is.
        var parts = (sa is null ? 0 : 1) + (initiator is null ? 0 : 1)
            + (responder is null ? 0 : 1);
        if ((isFirst && !isNamed) || isDoubled || parts is 1 or 2)
        {
            return false;
        }

        message = parts == 0
            ? read
            : read with
            {
                Child = new(sa!, initiator!.Value, responder!.Value, isTransport, isMore),
            };
        return true;
    }

    private static AuthMessage With(AuthMessage read, NotifyPayloadValue notify) =>
        notify.Data switch
        {
            NotifyPayloadData.InitialContact => read with { IsInitialContact = true },
            NotifyPayloadData.AnotherAuthFollows => read with { IsAnotherNext = true },
            NotifyPayloadData.UseTransportMode or NotifyPayloadData.AdditionalTsPossible => read,
            _ when notify.Data.Tag.Value < FirstStatus => read with { Refusal = notify },
            _ => read with { Says = read.Says.Add(notify) },
        };

    /// <summary>CERTREQ for X.509, RFC 7296 §3.7; nothing where nobody is trusted.</summary>
    private static IEnumerable<IkePayloadValue> RequestOf(Items<Octets> authorities) =>
        authorities.Count == 0
            ? []
            :
            [
                new()
                {
                    Body = new IkePayloadBody.CertRequest(new()
                    {
                        Authority = new CertRequestPayloadAuthority.X509Signature(
                            new() { Hashes = authorities }),
                    }),
                },
            ];

    private static Items<Octets> AuthoritiesOf(CertRequestPayloadValue asked) =>
        asked.Authority is CertRequestPayloadAuthority.X509Signature(var named)
            ? named.Hashes
            : [];

    private static IkePayloadValue IdOf(Octets identity, bool isInitiator)
    {
        // The caller has it from an ID payload, or from a configuration that was checked.
        if (!IdPayloadValue.TryParse(identity.Span, out var id, out var error))
        {
            throw new ArgumentException($"no identity: {error}", nameof(identity));
        }

        return new()
        {
            Body = isInitiator
                ? new IkePayloadBody.IdInitiator(id)
                : new IkePayloadBody.IdResponder(id),
        };
    }
}
