using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Json;

/// <summary>The keys of UDP, TCP and what they encapsulate IPsec in.</summary>
internal static class TransportJson
{
    /// <summary>UDP.</summary>
    public static void Udp(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = UdpHeader.TryParse(octets, out var header, out _);
        json.Number("source_port"u8, header.SourcePort);
        json.Number("destination_port"u8, header.DestinationPort);
        json.Number("length"u8, header.Length);
        json.Number("checksum"u8, header.Checksum);
    }

    /// <summary>TCP; the layer's octets reach to the end of the segment.</summary>
    public static void Tcp(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = TcpHeader.TryParse(octets, out var header, out _);
        json.Number("source_port"u8, header.SourcePort);
        json.Number("destination_port"u8, header.DestinationPort);
        json.Number("sequence"u8, header.SequenceNumber);
        json.Number("acknowledgment"u8, header.AcknowledgmentNumber);
        json.Number("header_length"u8, (ulong)header.DataOffset * 4);
        json.Number("flags"u8, header.Flags.Value);
        json.Number("window"u8, header.Window);
        json.Number("checksum"u8, header.Checksum);
        json.Number("urgent_pointer"u8, header.UrgentPointer);
        if (!header.Options.IsEmpty)
        {
            json.Hex("options"u8, header.Options);
        }

        json.Number("payload_length"u8, (ulong)header.Payload.Length);
    }

    /// <summary>ESP or IKE in UDP (RFC 3948).</summary>
    public static void UdpEncapsulation(JsonFields json, in Layer layer) =>
        json.Text("kind"u8, LayerNames.Of(layer.Carries));

    /// <summary>ESP or IKE in TCP (RFC 9329).</summary>
    public static void TcpEncapsulation(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        json.Text("kind"u8, LayerNames.Of(layer.Carries));
        if (layer.Carries != EncapsulatedKind.Prefix)
        {
            _ = TcpEncapsulationFrame.TryParse(octets, out var frame, out _);
            json.Number("length"u8, frame.Length);
        }

        json.From(layer.From);
    }
}
