using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;

namespace Holdfast.Cli.Text;

/// <summary>ESP and AH in a line.</summary>
internal static class SecurityLine
{
    /// <summary>ESP: SPI, sequence number, size.</summary>
    public static void Esp(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, LayerKind? next)
    {
        _ = EspPacket.TryParse(octets, out var packet, out _);
        pen.Write($"  ESP spi 0x{packet.Spi.Value:x8} seq {packet.SequenceNumber.Value}");
        pen.Write($", {octets.Length} octets");
        Verdict(pen, layer.Opening);
        if (layer.Opening is { Source: > 0 } opening)
        {
            IpLine.Data(pen, opening.Next, next);
        }
    }

    /// <summary>AH: SPI, sequence number, size of the ICV.</summary>
    public static void Ah(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, LayerKind? next)
    {
        _ = AhHeader.TryParse(octets, out var header, out _);
        pen.Write($"  AH spi 0x{header.Spi.Value:x8} seq {header.SequenceNumber.Value}");
        pen.Write($" icv {header.Icv.Length} octets");
        Verdict(pen, layer.Opening);
        var rest = octets[header.Octets.Length..];
        IpLine.Data(pen, (byte)Ipv6Chain.Last(rest, header.NextHeader, layer.Elements), next);
    }

    /// <summary>IPComp: which agreement compressed it.</summary>
    public static void Ipcomp(Pen pen, ReadOnlySpan<byte> octets, LayerKind? next)
    {
        _ = IpcompHeader.TryParse(octets, out var header, out _);
        pen.Write($"  IPComp cpi 0x{header.Cpi:x4}");
        IpLine.Data(pen, header.NextHeader.Value, next);
    }

    /// <summary>What keys made of it, where there are some.</summary>
    public static void Verdict(Pen pen, Opening? opening)
    {
        if (opening is null || opening == Opening.NoKeys)
        {
            return;
        }

        pen.Write($", {OpeningText.Of(opening.Icv)}");
        if (opening.Problem is { } problem)
        {
            pen.Write($" [{problem}]");
        }
    }
}
