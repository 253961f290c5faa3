using System.Runtime.InteropServices;

namespace Holdfast.Gateway.Tunnels;

/// <summary>What is left to do to a packet of a TUN device: its checksum, or to be cut into
/// segments. Ten octets before each packet in both directions, in the byte order of the machine
/// (virtio 1.2 §5.1.6, struct virtio_net_hdr).</summary>
/// <param name="Flags">1: the checksum is to be finished.</param>
/// <param name="Kind">What it is to be cut into; 0: nothing.</param>
/// <param name="HeaderLength">Octets of headers, a hint.</param>
/// <param name="SegmentLength">Octets of payload in a segment.</param>
/// <param name="ChecksumFrom">Where the sum begins.</param>
/// <param name="ChecksumAt">Where, from there, the checksum stands.</param>
internal readonly record struct OffloadHeader(
    byte Flags, byte Kind, ushort HeaderLength, ushort SegmentLength, ushort ChecksumFrom,
    ushort ChecksumAt)
{
    /// <summary>Octets of it.</summary>
    public const int Length = 10;

    /// <summary>The checksum is to be finished.</summary>
    public const byte NeedsChecksum = 1;

    /// <summary>Nothing is to be cut.</summary>
    public const byte Whole = 0;

    /// <summary>Segments of TCP over IPv4.</summary>
    public const byte Tcp4 = 1;

    /// <summary>Segments of TCP over IPv6.</summary>
    public const byte Tcp6 = 4;

    /// <summary>Beside a kind: CWR (RFC 3168 §6.1) is set, and stays with the first segment.
    /// </summary>
    public const byte HasCwr = 0x80;

    /// <summary>Reads one; the caller has that many octets.</summary>
    public static OffloadHeader Read(ReadOnlySpan<byte> octets) => new(
        octets[0], octets[1], MemoryMarshal.Read<ushort>(octets[2..]),
        MemoryMarshal.Read<ushort>(octets[4..]), MemoryMarshal.Read<ushort>(octets[6..]),
        MemoryMarshal.Read<ushort>(octets[8..]));

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> octets)
    {
        (octets[0], octets[1]) = (Flags, Kind);
        MemoryMarshal.Write(octets[2..], HeaderLength);
        MemoryMarshal.Write(octets[4..], SegmentLength);
        MemoryMarshal.Write(octets[6..], ChecksumFrom);
        MemoryMarshal.Write(octets[8..], ChecksumAt);
    }
}
