using System.IO.Compression;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Decoding;

/// <summary>IPComp (RFC 3173), and what DEFLATE (RFC 2394) makes of it.</summary>
internal static class IpcompDecoder
{
    // An IP datagram has no more, so a longer one is no packet but an attack.
    private const int MostOctets = 65_535;

    private const int HeaderOctets = 4;
    private const ushort Deflate = 2;
    private const ushort FirstNegotiated = 256;

    /// <summary>Reads a packet.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!IpcompHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Ipcomp, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Ipcomp, HeaderOctets));
        var payload = part.Skip(HeaderOctets);

        // What a negotiated CPI stands for is known to the peers alone: DEFLATE, nearly always.
        if (header.Cpi is not (Deflate or >= FirstNegotiated) || part.IsCut || !decoder.TryEnter()
            || !TryInflate(payload.Octets, out var octets))
        {
            return Following.Data(payload);
        }

        var source = decoder.Layers.Add(octets, SourceKind.Decompressed);
        return Ipv6Decoder.Next(
            decoder, header.NextHeader.Value, new Part(octets, source, isCut: false));
    }

    private static bool TryInflate(ReadOnlySpan<byte> payload, out byte[] octets)
    {
        octets = [];
        using var from = new MemoryStream(payload.ToArray());
        using var inflating = new DeflateStream(from, CompressionMode.Decompress);
        var room = new byte[MostOctets + 1];
        try
        {
            var length = inflating.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            if (length is 0 or > MostOctets)
            {
                return false;
            }

            octets = room[..length];
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
