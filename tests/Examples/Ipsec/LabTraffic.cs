using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Ipsec;

/// <summary>The IP packets of a lab capture, those in fragments joined.</summary>
internal static class LabTraffic
{
    /// <summary>The packets in their order.</summary>
    public static IEnumerable<byte[]> Packets(string capture)
    {
        var raw = capture.StartsWith("scapy/", StringComparison.Ordinal);
        var table = FragmentTable.Empty();
        foreach (var frame in LabCapture.Frames(capture + ".pcap"))
        {
            if ((raw ? frame : LabPackets.FrameOf(frame)) is not { } packet)
            {
                continue;
            }

            if (packet[0] >> 4 != 4
                || (BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(6)) & 0x3FFF) == 0)
            {
                yield return packet[..LengthOf(packet)];
                continue;
            }

            Assert.True(Ipv4Packet.TryParse(packet, out var view, out var error), $"{error}");
            var key = new FragmentKey(
                view.SourceAddress.Value, view.DestinationAddress.Value, view.Identification, 4,
                view.Protocol.Value);
            var next = table.Add(new(
                key, view.FragmentOffset * 8, view.MoreFragments, new Octets(view.Payload),
                view.Protocol.Value, 0, 0));
            table = next.Table;
            if (next.Joined is { } joined)
            {
                yield return Whole(packet, joined);
            }
        }
    }

    /// <summary>
    /// SPI and number of the ESP or AH in a packet; null: it has none.
    /// </summary>
    public static (bool IsEsp, Spi Spi, uint Number)? Protected(ReadOnlySpan<byte> packet)
    {
        var ipv6 = packet[0] >> 4 == 6;
        var at = ipv6 ? 40 : (packet[0] & 0xF) * 4;
        var protocol = ipv6 ? packet[6] : packet[9];
        if (protocol == IpProtocol.Udp.Value)
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]);
            var from = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
            at += 8;
            var isEsp = (port == 4500 || from == 4500) && packet.Length > at + 8
                && BinaryPrimitives.ReadUInt32BigEndian(packet[at..]) != 0;
            protocol = isEsp ? IpProtocol.Esp.Value : protocol;
        }

        if (protocol == IpProtocol.Esp.Value)
        {
            return (true, Word(packet, at), Word(packet, at + 4).Value);
        }

        return protocol == IpProtocol.Ah.Value
            ? (false, Word(packet, at + 4), Word(packet, at + 8).Value)
            : null;
    }

    /// <summary>Octets of a packet without what pads its frame.</summary>
    private static int LengthOf(byte[] packet) => packet[0] >> 4 == 6
        ? 40 + BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(4))
        : BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));

    private static Spi Word(ReadOnlySpan<byte> packet, int at) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(packet[at..]));

    private static byte[] Whole(byte[] last, JoinedDatagram joined)
    {
        var header = (last[0] & 0xF) * 4;
        byte[] whole = [.. last.AsSpan(0, header), .. joined.Data.Span];
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(2), (ushort)whole.Length);
        whole.AsSpan(6, 2).Clear();
        return whole;
    }
}
