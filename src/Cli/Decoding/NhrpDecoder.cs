using Holdfast.Protocol.Nhrp;

namespace Holdfast.Cli.Decoding;

/// <summary>NHRP (RFC 2332).</summary>
internal static class NhrpDecoder
{
    /// <summary>Reads a packet.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!NhrpMessage.TryParse(part.Octets, out var message, out var error))
        {
            return decoder.Fail(LayerKind.Nhrp, part, error);
        }

        var isGood = NhrpParts.TryExtensions(message, out var good, out error);
        decoder.Add(part.Layer(LayerKind.Nhrp, message.Octets.Length) with
        {
            Elements = good,
            IsPartial = !isGood,
        });
        return isGood ? Following.Nothing : decoder.Fail(LayerKind.Nhrp, part, error);
    }
}
