using Holdfast.Cli.Decryption;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>
/// IKE, version 2 (RFC 7296) and 1 (RFC 2408). Bodies of payloads are opened too; of a broken
/// message the header and the payloads before the fault are kept.
/// </summary>
internal static class IkeDecoder
{
    /// <summary>Reads a message.</summary>
    public static Following Read(PacketDecoder decoder, Part part, Items<long> from)
    {
        if (!IkeFixedHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Ike, part, error);
        }

        var (isRead, version) = header.MajorVersion == 1
            ? (IsakmpHeader.TryParse(part.Octets, out _, out error), 1)
            : (IkeHeader.TryParse(part.Octets, out _, out error), 2);
        var length = Reach(header.Length, part.Length);
        var octets = part.Octets[..length];

        // The payloads of a message of another version are nobody's to read.
        var good = 0;
        DecodeError inner = default;
        var isGood = header.MajorVersion is not (1 or 2) || (version == 1
            ? IsakmpParts.TryPayloads(octets, out good, out inner)
            : IkeParts.TryPayloads(octets, out good, out inner));
        decoder.Add(part.Layer(LayerKind.Ike, length) with
        {
            IsPartial = !isRead || !isGood,
            Elements = good,
            From = from,
        });
        if (!isRead || !isGood)
        {
            return decoder.Fail(LayerKind.Ike, part, isGood ? error
                : isRead ? inner
                : First(error, inner, length));
        }

        if (decoder.Keys is { } keys)
        {
            Open(decoder, part.Take(length), version, keys);
        }

        return version == 1 ? Fragment(decoder, octets) : Following.Nothing;
    }

    private static void Open(PacketDecoder decoder, Part message, int version, SaTable keys)
    {
        if (version == 1)
        {
            IsakmpDecryption.Open(decoder, message, keys);
        }
        else
        {
            IkeDecryption.Open(decoder, message, keys);
        }
    }

    // How many octets are the message's: its header tells it, even where that cannot be right. No
    // payload is looked for where a length does not even reach to the end of the header.
    private static int Reach(uint length, int octets) =>
        (int)Math.Min(Math.Max(length, IkeParts.HeaderOctets), (uint)octets);

    // Both found a fault. The one of a body is told where it does not stand behind the message's
    // own, and is not only that nothing is left.
    private static DecodeError First(DecodeError error, DecodeError inner, int length) =>
        inner.Offset <= error.Offset && inner.Offset < length ? inner : error;

    // The proprietary fragments of IKEv1: the last to come is followed by the joined message.
    private static Following Fragment(PacketDecoder decoder, ReadOnlySpan<byte> octets)
    {
        if (!IsakmpHeader.TryParse(octets, out var header, out _)
            || !IsakmpParts.TryFragment(header, out var fragment))
        {
            return Following.Nothing;
        }

        var spis = new UInt128(header.InitiatorSpi.Value, header.ResponderSpi.Value);
        var key = new MessageKey(decoder.Flow, spis, fragment.FragmentId);
        (decoder.Messages, var joined) = decoder.Messages.Add(
            key, fragment.FragmentNumber, fragment.Last, fragment.Data, decoder.Number);
        if (joined is null)
        {
            return Following.Nothing;
        }

        var message = joined.Data.Span.ToArray();
        var number = decoder.Layers.AddJoined(message, joined.Origins);
        return new(LayerKind.Ike, new Part(message, number, isCut: false), joined.Origins);
    }
}
