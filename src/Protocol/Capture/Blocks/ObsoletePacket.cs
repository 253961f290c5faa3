using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>
/// One packet in the way of old pcapng files (draft-ietf-opsawg-pcapng appendix A).
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcapng §A", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Interface ID          |          Drops Count          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Timestamp High                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Timestamp Low                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Captured Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Original Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Packet                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Repeated Block Total Length                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct ObsoletePacket
{
    /// <summary>The block type.</summary>
    public const uint Type = 2;

    /// <summary>2.</summary>
    [Const(Type)] public partial BlockType BlockType { get; }

    /// <summary>Octets of the whole block.</summary>
    [Measures(Extent.Self)] public partial uint BlockTotalLength { get; }

    /// <summary>The interface, counted from 0 in the section.</summary>
    [Label("Interface ID")] public partial ushort InterfaceId { get; }

    /// <summary>Packets lost since the one before; all ones: not known.</summary>
    public partial ushort DropsCount { get; }

    /// <summary>The high 32 bits of the time stamp, in units of the interface.</summary>
    public partial uint TimestampHigh { get; }

    /// <summary>The low 32 bits of the time stamp.</summary>
    public partial uint TimestampLow { get; }

    /// <summary>Octets of the packet in the file.</summary>
    [Measures(nameof(Packet))] public partial uint CapturedLength { get; }

    /// <summary>Octets of the packet on the wire.</summary>
    public partial uint OriginalLength { get; }

    /// <summary>The packet, from its link header on.</summary>
    public partial ReadOnlySpan<byte> Packet { get; }

    /// <summary>Up to the next multiple of 4 octets.</summary>
    [Padding(PaddingRule.Any, Align = 4)] public partial ReadOnlySpan<byte> Padding { get; }

    /// <summary>Options as octets: none of them changes how the packet is read.</summary>
    [Rest] public partial ReadOnlySpan<byte> Options { get; }

    /// <summary>The length again.</summary>
    [Trailer, SameAs(nameof(BlockTotalLength))]
    public partial uint RepeatedBlockTotalLength { get; }
}
