using Holdfast.Codec;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// One packet of a pcap file (draft-ietf-opsawg-pcap §5), in the byte order of the file.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcap §5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Seconds                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Fraction                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Captured Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Original Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Packet                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct PcapRecord
{
    /// <summary>Seconds since 1970-01-01T00:00:00Z.</summary>
    public partial uint Seconds { get; }

    /// <summary>Micro- or nanoseconds, as the file's magic number says.</summary>
    public partial uint Fraction { get; }

    /// <summary>Octets of the packet in the file.</summary>
    [Measures(nameof(Packet))] public partial uint CapturedLength { get; }

    /// <summary>Octets of the packet on the wire.</summary>
    public partial uint OriginalLength { get; }

    /// <summary>The packet, from its link header on.</summary>
    public partial ReadOnlySpan<byte> Packet { get; }
}
