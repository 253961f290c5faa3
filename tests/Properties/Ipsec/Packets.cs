using System.Buffers.Binary;

namespace Holdfast.Tests.Properties.Ipsec;

/// <summary>Well-formed IP packets with random contents.</summary>
internal static class Packets
{
    /// <summary>An IPv4 packet of UDP, with options where asked for.</summary>
    public static byte[] Ipv4(Random random, int payload, int options = 0)
    {
        var packet = Octets(random, 20 + options + payload);
        packet[0] = (byte)(0x45 + (options / 4));
        packet[1] &= 0xFC;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[6] = (byte)(packet[6] & 0x40);
        packet[7] = 0;
        packet[8] |= 2;
        packet[9] = 17;
        new byte[] { 10, 1, 0, 1, 10, 2, 0, 1 }.CopyTo(packet, 12);
        for (var at = 20; at < 20 + options; at++)
        {
            packet[at] = 1;
        }

        packet[10] = packet[11] = 0;
        var sum = Sum(packet.AsSpan(0, 20 + options));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), sum);
        return WithUdp(packet, 20 + options);
    }

    /// <summary>An IPv6 packet of UDP.</summary>
    public static byte[] Ipv6(Random random, int payload)
    {
        var packet = Octets(random, 40 + payload);
        packet[0] = (byte)(0x60 | (packet[0] & 0xF));
        packet[1] &= 0xCF;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload);
        packet[6] = 17;
        packet[7] |= 2;
        Convert.FromHexString("fd010000000000000000000000000001fd020000000000000000000000000001")
            .CopyTo(packet, 8);
        return WithUdp(packet, 40);
    }

    /// <summary>Random octets.</summary>
    public static byte[] Octets(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }

    private static ushort Sum(ReadOnlySpan<byte> octets)
    {
        var sum = 0u;
        for (var i = 0; i < octets.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets[i..]);
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static byte[] WithUdp(byte[] packet, int at)
    {
        if (packet.Length - at >= 8)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                packet.AsSpan(at + 4), (ushort)(packet.Length - at));
        }

        return packet;
    }
}
