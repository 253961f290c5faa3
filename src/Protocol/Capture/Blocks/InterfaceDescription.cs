using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>
/// Describes one interface of a pcapng section (draft-ietf-opsawg-pcapng §4.2). Interfaces are
/// numbered from 0 in the order of their blocks.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcapng §4.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Link Type           |           Reserved            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Snapshot Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Repeated Block Total Length                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct InterfaceDescription
{
    /// <summary>The block type.</summary>
    public const uint Type = 1;

    /// <summary>1.</summary>
    [Const(Type)] public partial BlockType BlockType { get; }

    /// <summary>Octets of the whole block.</summary>
    [Measures(Extent.Self)] public partial uint BlockTotalLength { get; }

    /// <summary>What packets of this interface begin with.</summary>
    public partial LinkType LinkType { get; }

    /// <summary>No meaning.</summary>
    [Reserved] public partial ushort Reserved { get; }

    /// <summary>The most octets that were kept of a packet; 0: no limit.</summary>
    public partial uint SnapshotLength { get; }

    /// <summary>Among them the resolution and the offset of time stamps.</summary>
    [Rest] public partial Many<BlockOption, CaptureOrder> Options { get; }

    /// <summary>The length again.</summary>
    [Trailer, SameAs(nameof(BlockTotalLength))]
    public partial uint RepeatedBlockTotalLength { get; }
}
