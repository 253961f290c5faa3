using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Text;

/// <summary>UDP and TCP in a line: their ports stand with the addresses.</summary>
internal static class TransportLine
{
    /// <summary>Writes what the header says where no layer above does.</summary>
    public static void Write(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, LayerKind? next, bool isBehindIp)
    {
        if (!isBehindIp && UdpHeader.TryParse(octets, out var ports, out _))
        {
            // No addresses stand before it, as in ESP of transport mode.
            pen.Write($"  {ports.SourcePort} > {ports.DestinationPort}");
        }

        if (layer.Kind == LayerKind.Tcp)
        {
            _ = TcpHeader.TryParse(octets, out var header, out _);
            if (next is not LayerKind.TcpEncap)
            {
                pen.Text("  TCP ");
                Flags(pen, header.Flags);
                pen.Write($" seq {header.SequenceNumber}");
            }
        }
        else if (next is LayerKind.Data or null)
        {
            pen.Text("  UDP");
        }
    }

    /// <summary>A message in TCP (RFC 9329).</summary>
    public static void WriteEncapsulated(Pen pen, in Layer layer) => pen.Text(layer.Carries switch
    {
        EncapsulatedKind.Prefix => "  TCP encapsulation begins",
        EncapsulatedKind.Keepalive => "  keepalive in TCP",
        EncapsulatedKind.Ike or EncapsulatedKind.Esp => "  in TCP",
    });

    private static void Flags(Pen pen, TcpFlags flags)
    {
        pen.Text("[");
        pen.Text(flags.Syn ? "S" : "");
        pen.Text(flags.Fin ? "F" : "");
        pen.Text(flags.Rst ? "R" : "");
        pen.Text(flags.Psh ? "P" : "");
        pen.Text(flags.Ack ? "." : "");
        pen.Text("]");
    }
}
