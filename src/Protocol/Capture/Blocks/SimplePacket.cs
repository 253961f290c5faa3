using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>
/// One packet of interface 0, without time (draft-ietf-opsawg-pcapng §4.4). How much of it is
/// padding follows from its original length and the interface's snapshot length.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcapng §4.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Original Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Packet and Padding                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Repeated Block Total Length                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct SimplePacket
{
    /// <summary>The block type.</summary>
    public const uint Type = 3;

    /// <summary>3.</summary>
    [Const(Type)] public partial BlockType BlockType { get; }

    /// <summary>Octets of the whole block.</summary>
    [Measures(Extent.Self)] public partial uint BlockTotalLength { get; }

    /// <summary>Octets of the packet on the wire.</summary>
    public partial uint OriginalLength { get; }

    /// <summary>The packet, then padding to a multiple of 4 octets.</summary>
    [Rest] public partial ReadOnlySpan<byte> PacketAndPadding { get; }

    /// <summary>The length again.</summary>
    [Trailer, SameAs(nameof(BlockTotalLength))]
    public partial uint RepeatedBlockTotalLength { get; }
}
