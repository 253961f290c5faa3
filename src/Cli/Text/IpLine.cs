using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Text;

/// <summary>IP in a line: who sends to whom, with ports where there are some.</summary>
internal static class IpLine
{
    /// <summary>Writes the addresses, and what follows if no layer tells it.</summary>
    public static void Write(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, Layer? next, in DecodedPacket packet)
    {
        (ushort Source, ushort Destination)? ports = next switch
        {
            { Kind: LayerKind.Udp or LayerKind.Tcp } transport => Ports(packet.Octets(transport)),
            _ => null,
        };
        pen.Text("  ");
        if (layer.Kind == LayerKind.Ipv6)
        {
            _ = Ipv6Header.TryParse(octets, out var v6, out _);
            End(pen, v6.SourceAddress, ports?.Source);
            pen.Text(" > ");
            End(pen, v6.DestinationAddress, ports?.Destination);
            var rest = octets[v6.Octets.Length..];
            Data(pen, (byte)Ipv6Chain.Last(rest, v6.NextHeader, layer.Elements), next?.Kind);
            return;
        }

        _ = Ipv4Header.TryParse(octets, out var v4, out _);
        End(pen, v4.Octets[12..16], ports?.Source);
        pen.Text(" > ");
        End(pen, v4.Octets[16..20], ports?.Destination);
        Data(pen, v4.Protocol.Value, next?.Kind);
        if (v4.MoreFragments || v4.FragmentOffset > 0)
        {
            pen.Write($" fragment {v4.Identification} at {v4.FragmentOffset * 8}");
        }
    }

    private static (ushort Source, ushort Destination) Ports(ReadOnlySpan<byte> transport) =>
        UdpHeader.TryParse(transport, out var ports, out _)
            ? (ports.SourcePort, ports.DestinationPort)
            : default;

    private static void End(Pen pen, ReadOnlySpan<byte> address, ushort? port)
    {
        pen.Address(address);
        if (port is { } number)
        {
            pen.Write($".{number}");
        }
    }

    /// <summary>What a protocol number says follows, where no layer tells it.</summary>
    public static void Data(Pen pen, byte protocol, LayerKind? next)
    {
        if (next is LayerKind.Data or null)
        {
            pen.Text("  ");
            Name(pen, new IpProtocol(protocol));
        }
    }

    private static void Name(Pen pen, IpProtocol protocol)
    {
        foreach (var entry in IpProtocol.Entries.Span)
        {
            if (entry.Value == protocol.Value)
            {
                pen.Text(entry.Identifier.ToUpperInvariant());
                return;
            }
        }

        pen.Write($"protocol {protocol.Value}");
    }
}
