using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Cli.Decoding;

/// <summary>HSRP, version 1 (RFC 2281) and 2.</summary>
internal static class HsrpDecoder
{
    /// <summary>Reads a message; of a broken one the TLVs before the fault are kept.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        var isRead = HsrpMessage.TryParse(part.Octets, out _, out var error);
        return part.Octets switch
        {
            [0, 3, ..] when isRead => Whole(decoder, part),
            [0, 3, ..] => decoder.Fail(LayerKind.Hsrp, part, error),
            [0, ..] => Version1(decoder, part, isRead, error),
            _ => Tlvs(decoder, part, 0, isRead, error),
        };
    }

    private static Following Whole(PacketDecoder decoder, Part part)
    {
        decoder.Add(part.Layer(LayerKind.Hsrp));
        return Following.Nothing;
    }

    private static Following Version1(
        PacketDecoder decoder, Part part, bool isRead, DecodeError error)
    {
        var isFixedGood = part.Length >= HsrpParts.FixedOctets
            && HsrpV1.TryParse(part.Octets[..HsrpParts.FixedOctets], out _, out _);
        return isFixedGood
            ? Tlvs(decoder, part, HsrpParts.FixedOctets, isRead, error)
            : decoder.Fail(LayerKind.Hsrp, part, error);
    }

    // Bodies are opened too; the fault that stands first is told.
    private static Following Tlvs(
        PacketDecoder decoder, Part part, int at, bool isRead, DecodeError error)
    {
        var tlvs = part.Octets[at..];
        var isGood = HsrpParts.TryTlvs(tlvs, out var good, out var used, out var inner);

        // Version 2 has no fixed part: before its first good TLV there is nothing to tell.
        if (at + used > 0)
        {
            decoder.Add(part.Layer(LayerKind.Hsrp, at + used) with
            {
                Elements = good,
                IsPartial = !isGood,
            });
        }

        return isRead && isGood
            ? Following.Nothing
            : decoder.Fail(LayerKind.Hsrp, part, isGood ? error : inner.Shift(at));
    }
}
