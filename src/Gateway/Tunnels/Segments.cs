using System.Buffers.Binary;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Why what a TUN device gave is no packet, or can't be cut.</summary>
internal enum SegmentFault : byte
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It ends before its headers do.</summary>
    Truncated,

    /// <summary>It is to be cut into what was not asked for.</summary>
    UnknownKind,

    /// <summary>It is no TCP of that version of IP, or its lengths are not those of the packet.
    /// </summary>
    OtherHeaders,

    /// <summary>Segments would carry nothing.</summary>
    NoSegmentLength,

    /// <summary>The checksum is outside of it.</summary>
    ChecksumOutside,
}

/// <summary>
/// The packets that a packet of a TUN device stands for. One that is longer than the link is cut as
/// a network card would cut it: each segment has the headers of the whole, with its own lengths,
/// identification, sequence number and checksums; PSH and FIN are the last one's, CWR is the first
/// one's. A segment is made where its payload lies, so the one before it has to be used by then.
/// </summary>
internal ref struct Segments
{
    /// <summary>Octets of headers at most; what has more (extension headers of IPv6) is not cut.
    /// </summary>
    public const int HeadersMax = 256;

    private const byte Tcp = 6;
    private const byte TcpFin = 0x01, TcpPush = 0x08, TcpCwr = 0x80;
    private const int TcpChecksumAt = 16;

    private readonly Span<byte> _packet;
    private readonly ReadOnlySpan<byte> _headers;
    private readonly int _tcpAt;
    private readonly int _segment;
    private int _done;
    private ushort _number;

    private Segments(Span<byte> packet, ReadOnlySpan<byte> headers, int tcpAt, int segment)
    {
        _packet = packet;
        _headers = headers;
        _tcpAt = tcpAt;
        _segment = segment;
    }

    /// <summary>The packet that comes next in turn.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Reads what a TUN device gave.</summary>
    /// <param name="read">A header, then a packet; both are changed.</param>
    /// <param name="headers">Room for <see cref="HeadersMax"/> octets, as long as the segments
    /// are there.</param>
    /// <param name="segments">The packets that it stands for.</param>
    public static SegmentFault TryRead(
        Span<byte> read, Span<byte> headers, out Segments segments)
    {
        segments = default;
        if (read.Length <= OffloadHeader.Length)
        {
            return SegmentFault.Truncated;
        }

        var offload = OffloadHeader.Read(read);
        var packet = read[OffloadHeader.Length..];
        if (offload.Kind == OffloadHeader.Whole)
        {
            segments = new(packet, default, 0, packet.Length);
            return (offload.Flags & OffloadHeader.NeedsChecksum) == 0
                ? SegmentFault.None
                : Finish(packet, offload.ChecksumFrom, offload.ChecksumAt);
        }

        return TryCut(packet, offload, headers, out segments);
    }

    /// <summary>The next one; false: that was all.</summary>
    public bool MoveNext()
    {
        var length = Math.Min(_segment, _packet.Length - _headers.Length - _done);
        if (length <= 0)
        {
            return false;
        }

        if (_headers.IsEmpty)
        {
            Current = _packet;
            _done = _packet.Length;
            return true;
        }

        var isFirst = _done == 0;
        var isLast = _done + length == _packet.Length - _headers.Length;
        var segment = _packet.Slice(_done, _headers.Length + length);
        _headers.CopyTo(segment);
        WriteIp(segment);
        var tcp = segment[_tcpAt..];
        BinaryPrimitives.WriteUInt32BigEndian(
            tcp[4..], BinaryPrimitives.ReadUInt32BigEndian(_headers[(_tcpAt + 4)..])
                + (uint)_done);
        var flags = tcp[13];
        flags &= (byte)(isFirst ? 0xFF : ~TcpCwr);
        flags &= (byte)(isLast ? 0xFF : ~(TcpPush | TcpFin));
        tcp[13] = flags;

        // RFC 9293 §3.1: over the pseudo-header, the header with a zero here, and the payload.
        tcp.Slice(TcpChecksumAt, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(
            tcp[TcpChecksumAt..], PacketSum.Checksum(
                PacketSum.OfPseudoHeader(segment, Tcp, tcp.Length) + PacketSum.Of(tcp)));
        _done += length;
        _number++;
        Current = segment;
        return true;
    }

    private readonly void WriteIp(Span<byte> segment)
    {
        if (segment[0] >> 4 != 4)
        {
            // RFC 8200 §3.
            BinaryPrimitives.WriteUInt16BigEndian(segment[4..], (ushort)(segment.Length - 40));
            return;
        }

        // RFC 791 §3.1; RFC 6864 §4.1: one identification each, for those that may be fragmented.
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)segment.Length);
        BinaryPrimitives.WriteUInt16BigEndian(
            segment[4..],
            (ushort)(BinaryPrimitives.ReadUInt16BigEndian(_headers[4..]) + _number));
        segment.Slice(10, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(
            segment[10..], PacketSum.Checksum(PacketSum.Of(segment[.._tcpAt])));
    }

    private static SegmentFault TryCut(
        Span<byte> packet, OffloadHeader offload, Span<byte> headers, out Segments segments)
    {
        segments = default;
        var version = (offload.Kind & ~OffloadHeader.HasCwr) switch
        {
            OffloadHeader.Tcp4 => 4,
            OffloadHeader.Tcp6 => 6,
            _ => 0,
        };
        if (version == 0)
        {
            return SegmentFault.UnknownKind;
        }

        if (offload.SegmentLength == 0)
        {
            return SegmentFault.NoSegmentLength;
        }

        // Where TCP begins says whoever knows it, for IPv6 may have more between.
        int tcpAt = offload.ChecksumFrom;
        if (offload.ChecksumAt != TcpChecksumAt
            || (offload.Flags & OffloadHeader.NeedsChecksum) == 0)
        {
            return SegmentFault.ChecksumOutside;
        }

        if (packet.Length < tcpAt + 20)
        {
            return SegmentFault.Truncated;
        }

        if (packet[0] >> 4 != version || (version == 4
            ? tcpAt < 20 || tcpAt != (packet[0] & 0x0F) * 4 || packet[9] != Tcp
            : tcpAt < 40 || (packet[6] == Tcp) != (tcpAt == 40)))
        {
            return SegmentFault.OtherHeaders;
        }

        var tcpLength = (packet[tcpAt + 12] >> 4) * 4;
        var length = tcpAt + tcpLength;
        if (tcpLength < 20 || length > HeadersMax)
        {
            return SegmentFault.OtherHeaders;
        }

        if (packet.Length <= length)
        {
            return SegmentFault.Truncated;
        }

        packet[..length].CopyTo(headers);
        segments = new(packet, headers[..length], tcpAt, offload.SegmentLength);
        return SegmentFault.None;
    }

    /// <summary>The field has the sum over the pseudo-header already.</summary>
    private static SegmentFault Finish(Span<byte> packet, int from, int at)
    {
        if (from + at + 2 > packet.Length)
        {
            return SegmentFault.ChecksumOutside;
        }

        // RFC 768: a sum of zero is sent as its complement; in TCP both are the same.
        var sum = PacketSum.Checksum(PacketSum.Of(packet[from..]));
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[(from + at)..], sum == 0 ? (ushort)0xFFFF : sum);
        return SegmentFault.None;
    }
}
