using System.Buffers.Binary;

namespace Holdfast.Gateway.Tunnels;

/// <summary>What joining sees of a packet.</summary>
internal enum JoinKind : byte
{
    /// <summary>No TCP: its order among segments is nobody's matter.</summary>
    Other,

    /// <summary>Something of TCP in it can't be seen.</summary>
    Hidden,

    /// <summary>A segment of TCP.</summary>
    Segment,
}

/// <summary>
/// A segment of TCP in an IP packet, and which other one it goes on from. Segments are joined where
/// cutting gives back the same packets: their headers are equal but for lengths, checksums, the
/// sequence number and what <see cref="Segments"/> says of identification and flags.
/// </summary>
/// <param name="IsIpv6">Whether it is of IPv6.</param>
/// <param name="TcpAt">Where TCP begins.</param>
/// <param name="PayloadAt">Where its payload begins.</param>
/// <param name="Length">Octets of payload.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Flags">Its flags.</param>
internal readonly record struct TcpSegment(
    bool IsIpv6, int TcpAt, int PayloadAt, int Length, uint Sequence, byte Flags)
{
    /// <summary>The last of something.</summary>
    public const byte Push = 0x08;

    /// <summary>The last of all.</summary>
    public const byte Fin = 0x01;

    /// <summary>RFC 3168 §6.1.</summary>
    public const byte Cwr = 0x80;

    private const byte Tcp = 6;
    private const byte SynRstUrg = 0x26;
    private const int DontFragment = 0x40;

    /// <summary>Whether it may be joined with others at all.</summary>
    public bool MayJoin => Length > 0 && (Flags & SynRstUrg) == 0;

    /// <summary>Whether nothing is joined behind it.</summary>
    public bool EndsJoining => (Flags & (Push | Fin)) != 0;

    /// <summary>Reads a packet.</summary>
    public static JoinKind Read(ReadOnlySpan<byte> packet, out TcpSegment segment)
    {
        segment = default;
        var isIpv6 = packet.Length > 0 && packet[0] >> 4 == 6;
        var tcpAt = isIpv6 ? 40 : 20;
        if (packet.Length < tcpAt)
        {
            return JoinKind.Hidden;
        }

        if (packet[isIpv6 ? 6 : 9] != Tcp)
        {
            // In IPv6 it may be behind an extension header.
            return isIpv6 && packet[6] is not (17 or 58) ? JoinKind.Hidden : JoinKind.Other;
        }

        var length = isIpv6
            ? 40 + BinaryPrimitives.ReadUInt16BigEndian(packet[4..])
            : BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var isPlain = isIpv6 || (packet[0] == 0x45
            && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0xBFFF) == 0);
        if (!isPlain || length != packet.Length || length < tcpAt + 20)
        {
            return JoinKind.Hidden;
        }

        var payloadAt = tcpAt + ((packet[tcpAt + 12] >> 4) * 4);
        if (payloadAt < tcpAt + 20 || payloadAt > length)
        {
            return JoinKind.Hidden;
        }

        segment = new(
            isIpv6, tcpAt, payloadAt, length - payloadAt,
            BinaryPrimitives.ReadUInt32BigEndian(packet[(tcpAt + 4)..]), packet[tcpAt + 13]);
        return JoinKind.Segment;
    }

    /// <summary>Whether its checksums are right: those of the whole are made anew.</summary>
    public bool IsIntact(ReadOnlySpan<byte> packet) =>
        (IsIpv6 || PacketSum.Folded(PacketSum.Of(packet[..TcpAt])) == 0xFFFF)
        && PacketSum.Folded(
            PacketSum.OfPseudoHeader(packet, Tcp, packet.Length - TcpAt)
            + PacketSum.Of(packet[TcpAt..])) == 0xFFFF;

    /// <summary>Whether both are of one connection and one direction.</summary>
    public bool IsOfOne(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> other)
    {
        var (from, to) = IsIpv6 ? (8, 40) : (12, 20);
        return packet[0] >> 4 == other[0] >> 4
            && packet[from..to].SequenceEqual(other[from..to])
            && packet.Slice(TcpAt, 4).SequenceEqual(other.Slice(TcpAt, 4));
    }

    /// <summary>Whether the headers of both are those of one whole.</summary>
    /// <param name="packet">This one, of the same connection.</param>
    /// <param name="first">The first of the whole.</param>
    /// <param name="count">How many the whole has.</param>
    public bool GoesOnFrom(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> first, int count)
    {
        if (IsIpv6
            ? !packet[..4].SequenceEqual(first[..4]) || packet[7] != first[7]
            : packet[1] != first[1] || packet[6] != first[6] || packet[8] != first[8]
                || !IsNumbered(packet, first, count))
        {
            return false;
        }

        // Acknowledgement, header length; flags but PSH and FIN; window; urgent pointer; options.
        var tcp = packet[TcpAt..PayloadAt];
        var other = first[TcpAt..];
        return (Flags & Cwr) == 0
            && tcp.Length == (other[12] >> 4) * 4
            && tcp.Slice(8, 5).SequenceEqual(other.Slice(8, 5))
            && ((tcp[13] ^ other[13]) & ~(Push | Fin | Cwr)) == 0
            && tcp.Slice(14, 2).SequenceEqual(other.Slice(14, 2))
            && tcp[18..].SequenceEqual(other[18..tcp.Length]);
    }

    // RFC 6864 §4.1: of what may not be fragmented the identification means nothing, so one that
    // stays the same may be counted up when the whole is cut.
    private static bool IsNumbered(
        ReadOnlySpan<byte> packet, ReadOnlySpan<byte> first, int count)
    {
        var number = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        var from = BinaryPrimitives.ReadUInt16BigEndian(first[4..]);
        return number == (ushort)(from + count)
            || ((packet[6] & DontFragment) != 0 && number == from);
    }
}
