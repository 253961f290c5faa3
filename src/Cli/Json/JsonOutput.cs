using Holdfast.Cli.Decoding;
using Holdfast.Cli.Output;
using Holdfast.Codec;

namespace Holdfast.Cli.Json;

/// <summary>
/// One JSON object for each packet, one packet in each line (docs/decode-json.md).
/// </summary>
internal sealed class JsonOutput(OctetBuffer buffer) : IPacketOutput, IDisposable
{
    private readonly JsonFields _json = new(buffer);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <inheritdoc/>
    public void Write(in DecodedPacket packet, OctetBuffer to)
    {
        _json.StartLine();
        _json.Number("packet"u8, (ulong)packet.Number);
        WriteTime(packet);
        _json.Number("length"u8, packet.Captured.OriginalLength);
        _json.Number("captured"u8, (ulong)packet.Captured.Octets.Length);
        _json.From(packet.Layers.From);
        _json.StartList("layers"u8);
        for (var i = 0; i < packet.Layers.Count; i++)
        {
            var layer = packet.Layers[i];
            _json.StartElement();
            _json.Text("layer"u8, LayerNames.Of(layer.Kind));
            WriteLayer(packet, layer, packet.Octets(layer));
            _json.EndObject();
        }

        _json.EndList();
        WriteFault(packet.Layers.Fault);
        _json.EndLine();
        to.Append((byte)'\n');
    }

    private void WriteTime(in DecodedPacket packet)
    {
        if (!packet.Captured.HasTime)
        {
            _json.Null("time"u8);
            return;
        }

        Span<byte> text = stackalloc byte[TimeText.Longest];
        var written = TimeText.Write(packet.Captured.Time, packet.Captured.IsFine, text);
        _json.Text("time"u8, text[..written]);
    }

    private void WriteFault(LayerFault? fault)
    {
        if (fault is null)
        {
            _json.Null("error"u8);
            return;
        }

        _json.StartObject("error"u8);
        _json.Text("fault"u8, fault.Error.Fault.ToString());
        _json.Text("layer"u8, LayerNames.Of(fault.Kind));
        _json.Text("field"u8, fault.Error.Field);
        _json.Number("offset"u8, (ulong)fault.Error.Offset);
        if (fault.Source != SourceKind.Frame)
        {
            _json.Text("in"u8, SourceName(fault.Source));
        }

        _json.Text("message"u8, fault.Message);
        _json.EndObject();
    }

    private static string SourceName(SourceKind kind) => kind switch
    {
        SourceKind.Frame => "frame",
        SourceKind.Joined => "reassembled",
        SourceKind.Decrypted => "decrypted",
        SourceKind.Decompressed => "decompressed",
    };

    private void WriteLayer(in DecodedPacket packet, in Layer layer, ReadOnlySpan<byte> octets)
    {
        switch (layer.Kind)
        {
            case LayerKind.Ethernet:
                LinkJson.Ethernet(_json, layer, octets);
                break;
            case LayerKind.Vlan:
                LinkJson.Vlan(_json, octets);
                break;
            case LayerKind.Sll:
                LinkJson.Cooked(_json, octets);
                break;
            case LayerKind.Sll2:
                LinkJson.CookedV2(_json, octets);
                break;
            case LayerKind.Null:
                LinkJson.Loopback(_json, octets);
                break;
            case LayerKind.Raw:
                break;
            case LayerKind.Ipv4:
                Ipv4Json.Write(_json, layer, octets);
                break;
            case LayerKind.Ipv6:
                Ipv6Json.Write(_json, layer, octets);
                break;
            case LayerKind.Udp:
                TransportJson.Udp(_json, octets);
                break;
            case LayerKind.Tcp:
                TransportJson.Tcp(_json, octets);
                break;
            case LayerKind.UdpEncap:
                TransportJson.UdpEncapsulation(_json, layer);
                break;
            case LayerKind.TcpEncap:
                TransportJson.TcpEncapsulation(_json, layer, octets);
                break;
            case LayerKind.Ike:
                IkeJson.Write(_json, layer, octets, packet.Clear(layer));
                break;
            case LayerKind.Esp:
                EspJson.Write(_json, layer, octets);
                break;
            case LayerKind.Ah:
                AhJson.Write(_json, layer, octets);
                break;
            case LayerKind.Ipcomp:
                IpcompJson.Write(_json, octets);
                break;
            case LayerKind.Hsrp:
                HsrpJson.Write(_json, layer, octets);
                break;
            case LayerKind.Bfd:
                BfdJson.Write(_json, layer, octets);
                break;
            case LayerKind.Gre:
                GreJson.Write(_json, octets);
                break;
            case LayerKind.Nhrp:
                NhrpJson.Write(_json, layer, octets);
                break;
            case LayerKind.Data:
                _json.Number("length"u8, (ulong)octets.Length);
                _json.Hex("octets"u8, octets[..Math.Min(octets.Length, 64)]);
                break;
        }
    }
}
