using Holdfast.Cli.Decryption;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Esp;

namespace Holdfast.Cli.Decoding;

/// <summary>ESP (RFC 4303) and AH (RFC 4302).</summary>
internal static class SecurityDecoder
{
    /// <summary>Reads an ESP packet; what is inside needs keys.</summary>
    public static Following Esp(PacketDecoder decoder, Part part)
    {
        if (!EspPacket.TryParse(part.Octets, out var packet, out var error))
        {
            return decoder.Fail(LayerKind.Esp, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Esp));
        return decoder.Keys is { } keys
            ? EspDecryption.Open(decoder, part, packet, keys)
            : Following.Nothing;
    }

    /// <summary>Reads an AH that stands alone, as in IPv4.</summary>
    public static Following Ah(PacketDecoder decoder, Part part)
    {
        if (!AhHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Ah, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Ah, header.Octets.Length));
        if (decoder.Keys is { } keys)
        {
            AhVerification.Verify(decoder, part, header, keys);
        }

        return Ipv4Decoder.Next(header.NextHeader.Value, part.Skip(header.Octets.Length));
    }
}
