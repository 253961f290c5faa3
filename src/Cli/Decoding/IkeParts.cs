using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decoding;

/// <summary>What is good of an IKEv2 message that may be broken.</summary>
internal static class IkeParts
{
    /// <summary>Octets of the fixed header, in both versions.</summary>
    public const int HeaderOctets = 28;

    /// <summary>Whether octets are one IKE message by its header's length.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> octets) =>
        IkeFixedHeader.TryParse(octets, out var header, out _)
        && header.MajorVersion is 1 or 2 && header.Length == octets.Length;

    /// <summary>Goes through the payloads and their bodies up to the first that is wrong.</summary>
    /// <param name="message">The message, from its header on.</param>
    /// <param name="good">How many are good.</param>
    /// <param name="error">What is wrong, told from the start of the message.</param>
    public static bool TryPayloads(
        ReadOnlySpan<byte> message, out int good, out DecodeError error) =>
        TryChain(message, HeaderOctets, message[16], out good, out error);

    /// <summary>The same of any chain of payloads.</summary>
    /// <param name="octets">What holds the chain.</param>
    /// <param name="at">Where its first payload stands.</param>
    /// <param name="first">The type of that payload.</param>
    /// <param name="good">How many are good.</param>
    /// <param name="error">What is wrong, told from the start of the octets.</param>
    public static bool TryChain(
        ReadOnlySpan<byte> octets, int at, byte first, out int good, out DecodeError error)
    {
        good = 0;
        error = default;
        var type = (PayloadType)first;
        while (type.Value != 0)
        {
            if (!IkePayload.TryParse(octets[at..], type, out var payload, out error)
                || !TryBody(payload, out error))
            {
                error = error.Shift(at);
                return false;
            }

            good++;
            at += payload.Octets.Length;

            // RFC 7296 §3.14, RFC 7383 §2.5: the encrypted payload is the last.
            type = type.Value is 46 or 53 ? default : payload.NextPayload;
        }

        return true;
    }

    // Bodies of notifications, signatures and certificate requests that do not fit their type are
    // no fault of the message: their octets are told as they are.
    private static bool TryBody(IkePayload payload, out DecodeError error)
    {
        error = default;
        return payload.Type.Value switch
        {
            33 => payload.TryBody(out SaPayload _, out error),
            34 => payload.TryBody(out KePayload _, out error),
            35 or 36 or 50 => payload.TryBody(out IdPayload _, out error),
            37 => payload.TryBody(out CertPayload _, out error),
            38 => payload.TryBody(out CertRequestPayload _, out error),
            39 => payload.TryBody(out AuthPayload _, out error),
            40 => payload.TryBody(out NoncePayload _, out error),
            41 => payload.TryBody(out NotifyPayload _, out error),
            42 => payload.TryBody(out DeletePayload _, out error),
            43 => payload.TryBody(out VendorIdPayload _, out error),
            44 or 45 => TrySelectors(payload, out error),
            46 => payload.TryBody(out SkPayload _, out error),
            47 => payload.TryBody(out ConfigurationPayload _, out error),
            48 => payload.TryBody(out EapPayload _, out error),
            53 => payload.TryBody(out SkfPayload _, out error),
            _ => IsKnown(payload.Type) || !payload.Critical || Refuse(out error),
        };
    }

    private static bool TrySelectors(IkePayload payload, out DecodeError error)
    {
        if (!payload.TryBody(out TrafficSelectorPayload body, out error))
        {
            return false;
        }

        foreach (var selector in body.Selectors)
        {
            var isRead = selector.TsType.Value switch
            {
                7 => selector.TryBody(out Ipv4Range _, out error),
                8 => selector.TryBody(out Ipv6Range _, out error),
                _ => true,
            };
            if (!isRead)
            {
                _ = payload.Octets.Overlaps(selector.Octets, out var at);
                error = error.Shift(at);
                return false;
            }
        }

        return true;
    }

    // Payloads whose bodies this tool leaves as octets.
    private static bool IsKnown(PayloadType type) => type.Value is 49 or 51 or 52 or 54;

    // RFC 7296 §2.5: who does not know a critical payload refuses the message.
    private static bool Refuse(out DecodeError error)
    {
        error = new DecodeError(DecodeFault.UnknownCritical, 1, "C");
        return false;
    }
}
