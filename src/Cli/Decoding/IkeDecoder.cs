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
        var length = isRead ? (int)header.Length : part.Length;
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
            return decoder.Fail(LayerKind.Ike, part, First(isRead, error, isGood, inner));
        }

        return version == 1 ? Fragment(decoder, octets) : Following.Nothing;
    }

    // Both parsers may have found a fault; the one of a body before the message's own is told.
    private static DecodeError First(
        bool isRead, DecodeError error, bool isGood, DecodeError inner) =>
        isRead || (!isGood && inner.Offset < error.Offset) ? inner : error;

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
