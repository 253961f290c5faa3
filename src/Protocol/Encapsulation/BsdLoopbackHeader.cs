using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// The BSD loopback header (link types 0 and 108), 4 octets, in the byte order of the host that
/// captured; the families that exist tell which.
/// </summary>
[Wire(section: "LINKTYPE_NULL", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Family                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
[ByteOrder(nameof(Family), 2, 10, 24, 28, 30)]
public readonly ref partial struct BsdLoopbackHeader
{
    /// <summary>
    /// 2 is IPv4; 10 (Linux), 24 (NetBSD, OpenBSD), 28 (FreeBSD), 30 (Darwin) are IPv6.
    /// </summary>
    public partial BsdFamily Family { get; }
}
