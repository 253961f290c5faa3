using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>What another member goes on with where IKE_FOLLOWUP_KE is open, RFC 9370 §2.2.4.
/// </content>
public sealed partial class ExchangeWork
{
    /// <summary>What the answer needs, for whoever takes over; null: it is not here.</summary>
    /// <param name="share">Our half of the key exchange.</param>
    /// <param name="series">What was done before it.</param>
    public SeriesMaterial? ToMaterial(KeyHandle share, ExchangeSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return keys.DrawnFor(share.Value, out var method) is { } drawn
            ? SeriesMaterial.Of(
                method, drawn, keys.KeptAs(series.Kept.Value), series.Link,
                TextOf(series.Request), TextOf(series.Answer))
            : null;
    }

    /// <summary>An IKE_FOLLOWUP_KE of the member before; null: nobody here computes the method, or
    /// it is no CREATE_CHILD_SA that it follows.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="material">What was handed over; it stays the caller's.</param>
    public OpenExchange? GoOn(ExchangeMessage.Followup request, SeriesMaterial material)
    {
        ArgumentNullException.ThrowIfNull(material);
        if (Read(material.Request, isResponse: false) is not { } asked
            || Read(material.Answer, isResponse: true) is not { } answered
            || !keys.TryStart(material.Method, material.Drawn, out var share, out _, out _))
        {
            return null;
        }

        var kept = 0UL;
        for (var exchange = 0; exchange < material.Done; exchange++)
        {
            kept = keys.Keep(kept, new Secret(material.SecretAt(exchange)));
        }

        return new(request, new(share))
        {
            Series = new(asked, answered)
            {
                Done = material.Done,
                Kept = new(kept),
                Link = material.Link,
            },
        };
    }

    private static InnerText TextOf(ExchangeMessage message)
    {
        var inner = ExchangeMessages.ToPayloads(message);
        return new(inner.Payloads[0].Body.Tag, new(inner.ToArray()));
    }

    private static ExchangeMessage? Read(InnerText text, bool isResponse) =>
        InnerPayloadsValue.TryParse(text.Octets.Span, text.First, out var inner, out _)
        && ExchangeMessages.Classify(ExchangeType.CreateChildSa, inner, isResponse)
            is { } message and (ExchangeMessage.Child or ExchangeMessage.Rekey)
            ? message
            : null;
}
