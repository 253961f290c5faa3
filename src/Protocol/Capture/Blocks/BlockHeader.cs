using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>Types of pcapng blocks, 32 bits.</summary>
[Registry("pcapng-blocks.csv")]
public readonly partial record struct BlockType(uint Value);

/// <summary>What every pcapng block begins with (draft-ietf-opsawg-pcapng §3.1).</summary>
[Wire(section: "draft-ietf-opsawg-pcapng §3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct BlockHeader
{
    /// <summary>Octets of it.</summary>
    public const int Size = 8;

    /// <summary>What the block holds.</summary>
    public partial BlockType BlockType { get; }

    /// <summary>Octets of the whole block: at least 12, a multiple of 4.</summary>
    [Where(nameof(IsBlockLength))] public partial uint BlockTotalLength { get; }

    /// <summary>Whether a block can be so long: the type and both lengths take 12 octets.</summary>
    public static bool IsBlockLength(ulong octets) => octets >= 12 && octets % 4 == 0;
}

/// <summary>What every pcapng block ends with: its length again.</summary>
[Wire(section: "draft-ietf-opsawg-pcapng §3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Repeated Block Total Length                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct BlockTrailer
{
    /// <summary>Octets of it.</summary>
    public const int Size = 4;

    /// <summary>Octets of the whole block.</summary>
    public partial uint RepeatedBlockTotalLength { get; }
}
