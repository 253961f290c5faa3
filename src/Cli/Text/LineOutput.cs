using Holdfast.Cli.Decoding;
using Holdfast.Cli.Output;

namespace Holdfast.Cli.Text;

/// <summary>One line for each packet, in the manner of tcpdump.</summary>
internal sealed class LineOutput(OctetBuffer buffer) : IPacketOutput
{
    private readonly Pen _pen = new(buffer);

    /// <inheritdoc/>
    public void Write(in DecodedPacket packet, OctetBuffer to)
    {
        WriteLine(_pen, packet, isDated: false);
    }

    /// <summary>Writes the line of a packet.</summary>
    public static void WriteLine(Pen pen, in DecodedPacket packet, bool isDated)
    {
        pen.Number(packet.Number, 5);
        pen.Text("  ");
        Time(pen, packet, isDated);
        for (var i = 0; i < packet.Layers.Count; i++)
        {
            Layer(pen, packet, i);
        }

        if (packet.Layers.Fault is { } fault)
        {
            pen.Write($"  [broken: {fault.Message}]");
        }

        pen.Line();
    }

    private static void Time(Pen pen, in DecodedPacket packet, bool isDated)
    {
        if (!packet.Captured.HasTime)
        {
            pen.Text("-              ");
            return;
        }

        // Seconds with their date in a tree; in a line the time of day is enough.
        Span<byte> text = stackalloc byte[TimeText.Longest];
        var written = TimeText.Write(packet.Captured.Time, packet.Captured.IsFine, text);
        pen.Untrusted(isDated ? text[..written] : text[TimeText.DateOctets..(written - 1)]);
    }

    private static void Layer(Pen pen, in DecodedPacket packet, int index)
    {
        var layer = packet.Layers[index];
        var octets = packet.Octets(layer);
        var next = index + 1 < packet.Layers.Count ? packet.Layers[index + 1] : default(Layer?);
        switch (layer.Kind)
        {
            case LayerKind.Ethernet or LayerKind.Vlan or LayerKind.Sll or LayerKind.Sll2:
                LinkLine.Write(pen, layer, octets, next?.Kind);
                break;
            case LayerKind.Null or LayerKind.Raw or LayerKind.UdpEncap:
                LinkLine.WriteKeepalive(pen, layer);
                break;
            case LayerKind.Ipv4 or LayerKind.Ipv6:
                IpLine.Write(pen, layer, octets, next, packet);
                break;
            case LayerKind.Udp or LayerKind.Tcp:
                var isBehindIp = index > 0
                    && packet.Layers[index - 1].Kind is LayerKind.Ipv4 or LayerKind.Ipv6;
                TransportLine.Write(pen, layer, octets, next?.Kind, isBehindIp);
                break;
            case LayerKind.TcpEncap:
                TransportLine.WriteEncapsulated(pen, layer);
                break;
            case LayerKind.Ike:
                IkeLine.Write(pen, layer, octets, packet.Clear(layer));
                break;
            case LayerKind.Esp:
                SecurityLine.Esp(pen, layer, octets, next?.Kind);
                break;
            case LayerKind.Ah:
                SecurityLine.Ah(pen, layer, octets, next?.Kind);
                break;
            case LayerKind.Ipcomp:
                SecurityLine.Ipcomp(pen, octets, next?.Kind);
                break;
            case LayerKind.Hsrp:
                HsrpLine.Write(pen, layer, octets);
                break;
            case LayerKind.Bfd:
                BfdLine.Write(pen, octets);
                break;
            case LayerKind.Gre:
                TunnelLine.Gre(pen, octets);
                break;
            case LayerKind.Nhrp:
                TunnelLine.Nhrp(pen, octets);
                break;
            case LayerKind.Data:
                pen.Write($", {octets.Length} octets");
                break;
        }

        if (layer.From.Count > 0)
        {
            From(pen, layer);
        }
    }

    private static void From(Pen pen, in Layer layer)
    {
        pen.Text(" [joined from packets ");
        for (var i = 0; i < layer.From.Count; i++)
        {
            pen.Write($"{(i == 0 ? "" : ", ")}{layer.From[i]}");
        }

        pen.Text("]");
    }
}
