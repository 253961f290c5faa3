using Holdfast.Codec;
using Holdfast.Protocol.Bfd;

namespace Holdfast.Cli.Decoding;

/// <summary>BFD (RFC 5880) over a single hop (RFC 5881).</summary>
internal static class BfdDecoder
{
    /// <summary>Reads a packet; a broken authentication section is told as octets.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!BfdControl.TryParse(part.Octets, out var control, out var error))
        {
            return decoder.Fail(LayerKind.Bfd, part, error);
        }

        var isGood = !control.AuthenticationPresent || TryBody(control.Authentication, out error);
        decoder.Add(part.Layer(LayerKind.Bfd, control.Octets.Length) with { IsPartial = !isGood });
        return isGood
            ? Following.Nothing
            : decoder.Fail(LayerKind.Bfd, part, error.Shift(SectionAt));
    }

    private const int SectionAt = 24;

    // An unknown type has no body to be wrong.
    private static bool TryBody(BfdAuthentication section, out DecodeError error)
    {
        if (section.TryBody(out BfdSimplePassword _, out error)
            || section.TryBody(out BfdKeyedMd5 _, out var md5)
            || section.TryBody(out BfdKeyedSha1 _, out var sha1))
        {
            return true;
        }

        // Of all cases only the one that the type names tells something else than an unknown tag.
        error = error.Fault != DecodeFault.UnknownTag ? error
            : md5.Fault != DecodeFault.UnknownTag ? md5
            : sha1;
        return error.Fault == DecodeFault.UnknownTag;
    }
}
