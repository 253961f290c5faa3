using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>esp</c>.</summary>
internal static class EspJson
{
    /// <summary>Writes the packet.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = EspPacket.TryParse(octets, out var packet, out _);
        json.Hex("spi"u8, packet.Spi.Value, 4);
        json.Number("sequence"u8, packet.SequenceNumber.Value);
        json.Number("length"u8, (ulong)octets.Length);
        OpeningJson.Write(json, layer.Opening, isEncrypted: true);
        if (layer.Opening is not { } opening
            || opening.Source + opening.IvLength + opening.IcvLength == 0)
        {
            return;
        }

        json.Hex("iv"u8, octets.Slice(HeaderOctets, opening.IvLength));
        json.Hex("icv"u8, octets[^opening.IcvLength..]);
        if (opening.IsDecrypted)
        {
            json.Number("next_header"u8, opening.Next);
            json.Number("pad_length"u8, (ulong)opening.PadLength);
            if (layer.Trailer > 0)
            {
                json.Number("tfc_length"u8, (ulong)layer.Trailer);
            }
        }
    }

    private const int HeaderOctets = 8;
}

/// <summary>The keys of <c>ipcomp</c>.</summary>
internal static class IpcompJson
{
    /// <summary>Writes the header.</summary>
    public static void Write(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = IpcompHeader.TryParse(octets, out var header, out _);
        json.Number("next_header"u8, header.NextHeader.Value);
        json.Number("flags"u8, header.Flags);
        json.Number("cpi"u8, header.Cpi);
    }
}

/// <summary>The keys of <c>ah</c>.</summary>
internal static class AhJson
{
    /// <summary>Writes the header, and in IPv6 the extension headers behind it.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = AhHeader.TryParse(octets, out var header, out _);
        json.Hex("spi"u8, header.Spi.Value, 4);
        json.Number("sequence"u8, header.SequenceNumber.Value);
        json.Number("next_header"u8, header.NextHeader.Value);
        json.Number("payload_length"u8, header.PayloadLength);
        json.Hex("icv"u8, header.Icv);
        OpeningJson.Write(json, layer.Opening, isEncrypted: false);
        Ipv6Json.Headers(json, octets[header.Octets.Length..], header.NextHeader, layer.Elements);
    }
}
