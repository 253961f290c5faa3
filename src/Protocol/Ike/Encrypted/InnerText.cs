using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The clear text of a protected message as it came, RESERVED fields included.</summary>
/// <param name="First">The type of the first payload.</param>
/// <param name="Octets">The payloads.</param>
public readonly record struct InnerText(PayloadType First, Octets Octets)
{
    /// <summary>The body of the first payload of a type, as it came; null: there is none.
    /// </summary>
    public Octets? BodyOf(PayloadType type)
    {
        if (InnerPayloads.TryParse(Octets.Span, First, out var payloads, out _))
        {
            foreach (var payload in payloads.Payloads)
            {
                if (payload.Type == type)
                {
                    return new(payload.Body);
                }
            }
        }

        return null;
    }

    /// <summary>The type of the payload in which an octet stands; null: it is none's.</summary>
    public PayloadType? TypeAt(int offset)
    {
        if (InnerPayloads.TryParse(Octets.Span, First, out var payloads, out _))
        {
            var end = 0;
            foreach (var payload in payloads.Payloads)
            {
                end += payload.Octets.Length;
                if (end > offset)
                {
                    return payload.Type;
                }
            }
        }

        return null;
    }
}
