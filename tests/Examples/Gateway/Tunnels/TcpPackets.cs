using System.Buffers.Binary;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>TCP in IP packets, their checksums made word by word: nothing here is of the gateway.
/// </summary>
internal static class TcpPackets
{
    public const byte Ack = 0x10, Push = 0x08, Fin = 0x01, Syn = 0x02, Cwr = 0x80, Urgent = 0x20;

    /// <summary>Options as Linux sends them: NOP, NOP, timestamps.</summary>
    public static readonly byte[] Timestamps = [1, 1, 8, 10, 0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>A packet.</summary>
    public static byte[] Make(
        bool isIpv6, uint sequence, ReadOnlySpan<byte> payload, byte flags = Ack,
        ushort number = 7, bool mayFragment = false, byte[]? options = null, ushort port = 5201)
    {
        options ??= Timestamps;
        var ip = isIpv6 ? 40 : 20;
        var packet = new byte[ip + 20 + options.Length + payload.Length];
        if (isIpv6)
        {
            (packet[0], packet[1], packet[3], packet[6], packet[7]) = (0x60, 0x20, 9, 6, 61);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - ip));
            (packet[8], packet[23], packet[24], packet[39]) = (0xFD, 1, 0xFD, 2);
        }
        else
        {
            (packet[0], packet[1], packet[8], packet[9]) = (0x45, 2, 61, 6);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), number);
            packet[6] = (byte)(mayFragment ? 0 : 0x40);
            (packet[12], packet[15], packet[16], packet[19]) = (10, 1, 10, 2);
        }

        var tcp = packet.AsSpan(ip);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, 40_000);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], 0xDEADBEEF);
        (tcp[12], tcp[13]) = ((byte)((20 + options.Length) << 2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 501);
        options.CopyTo(tcp[20..]);
        payload.CopyTo(tcp[(20 + options.Length)..]);
        Finish(packet);
        return packet;
    }

    /// <summary>Makes its checksums right.</summary>
    public static void Finish(Span<byte> packet)
    {
        var ip = packet[0] >> 4 == 6 ? 40 : 20;
        if (ip == 20)
        {
            packet[10] = packet[11] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(packet[10..], (ushort)~Words(packet[..20]));
        }

        packet[ip + 16] = packet[ip + 17] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[(ip + 16)..], (ushort)~Words(
                [.. ip == 20 ? packet[12..20] : packet[8..40], 0, 6, 0, 0,
                    (byte)((packet.Length - ip) >> 8), (byte)(packet.Length - ip),
                    .. packet[ip..]]));
    }

    /// <summary>The sum of RFC 1071, as slowly as it says.</summary>
    public static uint Words(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (var at = 0; at < octets.Length; at += 2)
        {
            sum += ((uint)octets[at] << 8) | (at + 1 < octets.Length ? octets[at + 1] : 0u);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }

    /// <summary>Octets that do not repeat soon.</summary>
    public static byte[] Payload(int length, int seed = 1)
    {
        var payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }

    /// <summary>What the kernel makes of a payload that is too long for the link: a whole with a
    /// header before it, its checksum not finished.</summary>
    public static byte[] Whole(byte[] packet, int segment, bool hasCwr = false)
    {
        var ip = packet[0] >> 4 == 6 ? 40 : 20;
        var read = new byte[10 + packet.Length];
        packet.CopyTo(read, 10);
        (read[0], read[1]) = (1, (byte)((ip == 40 ? 4 : 1) | (hasCwr ? 0x80 : 0)));
        var length = ip + ((packet[ip + 12] >> 4) * 4);
        BitConverter.TryWriteBytes(read.AsSpan(2), (ushort)length);
        BitConverter.TryWriteBytes(read.AsSpan(4), (ushort)segment);
        BitConverter.TryWriteBytes(read.AsSpan(6), (ushort)ip);
        BitConverter.TryWriteBytes(read.AsSpan(8), (ushort)16);
        WritePseudo(read.AsSpan(10), ip);
        return read;
    }

    /// <summary>The sum over the pseudo-header in place of the checksum.</summary>
    public static void WritePseudo(Span<byte> packet, int ip) =>
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[(ip + 16)..], (ushort)Words(
                [.. ip == 20 ? packet[12..20] : packet[8..40], 0, 6, 0, 0,
                    (byte)((packet.Length - ip) >> 8), (byte)(packet.Length - ip)]));
}
