using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Esp;

namespace Holdfast.Cli.Text;

/// <summary>ESP and AH in a line.</summary>
internal static class SecurityLine
{
    /// <summary>ESP: SPI, sequence number, size.</summary>
    public static void Esp(Pen pen, ReadOnlySpan<byte> octets)
    {
        _ = EspPacket.TryParse(octets, out var packet, out _);
        pen.Write($"  ESP spi 0x{packet.Spi.Value:x8} seq {packet.SequenceNumber.Value}");
        pen.Write($", {octets.Length} octets");
    }

    /// <summary>AH: SPI, sequence number, size of the ICV.</summary>
    public static void Ah(Pen pen, ReadOnlySpan<byte> octets)
    {
        _ = AhHeader.TryParse(octets, out var header, out _);
        pen.Write($"  AH spi 0x{header.Spi.Value:x8} seq {header.SequenceNumber.Value}");
        pen.Write($" icv {header.Icv.Length} octets");
    }
}
