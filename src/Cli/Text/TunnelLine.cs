using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Gre;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.Cli.Text;

/// <summary>GRE and NHRP in a line.</summary>
internal static class TunnelLine
{
    /// <summary>GRE: what it carries, its key and sequence number.</summary>
    public static void Gre(Pen pen, ReadOnlySpan<byte> octets)
    {
        _ = GreMessage.TryParse(octets, out var message, out _);
        if (message.TryAs(out GreHeader header, out _))
        {
            pen.Write($"  GRE 0x{header.ProtocolType.Value:x4}");
            Number(pen, " key ", header.Key);
            Number(pen, " seq ", header.SequenceNumber);
        }
        else if (message.TryAs(out GreEnhanced enhanced, out _))
        {
            pen.Write($"  GREv1 0x{enhanced.ProtocolType.Value:x4} call {enhanced.CallId}");
            Number(pen, " seq ", enhanced.SequenceNumber);
            Number(pen, " ack ", enhanced.AcknowledgmentNumber);
        }
    }

    /// <summary>NHRP: what is asked or told about which address.</summary>
    public static void Nhrp(Pen pen, ReadOnlySpan<byte> octets)
    {
        _ = NhrpMessage.TryParse(octets, out var message, out _);
        var facts = NhrpFacts.Of(message);
        pen.Write($"  {new NhrpPacketType(facts.PacketType).ToString()}");
        Number(pen, " ", facts.RequestId);
        pen.Text(": ");
        pen.Address(facts.SourceProtocol);
        pen.Text(" (");
        pen.Address(facts.SourceNbma);
        pen.Text(") > ");
        pen.Address(facts.DestinationProtocol);
    }

    private static void Number(Pen pen, string name, uint? value)
    {
        if (value is { } number)
        {
            pen.Write($"{name}{number}");
        }
    }
}
