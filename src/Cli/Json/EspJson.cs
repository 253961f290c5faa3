using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>esp</c>.</summary>
internal static class EspJson
{
    /// <summary>Writes the packet.</summary>
    public static void Write(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = EspPacket.TryParse(octets, out var packet, out _);
        json.Hex("spi"u8, packet.Spi.Value, 4);
        json.Number("sequence"u8, packet.SequenceNumber.Value);
        json.Number("length"u8, (ulong)octets.Length);
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
        Ipv6Json.Headers(json, octets[header.Octets.Length..], header.NextHeader, layer.Elements);
    }
}
