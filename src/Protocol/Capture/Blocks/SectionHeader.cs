using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>
/// The block that begins a section of a pcapng file (draft-ietf-opsawg-pcapng §4.1). Its byte-order
/// magic holds for every block up to the next section header; its type reads the same both ways.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcapng §4.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       Byte-Order Magic                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Major Version         |         Minor Version         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                                                               |
    |                        Section Length                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Repeated Block Total Length                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
[ByteOrder(nameof(ByteOrderMagic), Magic)]
public readonly ref partial struct SectionHeader
{
    /// <summary>The block type.</summary>
    public const uint Type = 0x0A0D0D0A;

    /// <summary>The byte-order magic, in its own order.</summary>
    public const uint Magic = 0x1A2B3C4D;

    /// <summary>The section length that says "not known".</summary>
    public const ulong UnknownLength = ulong.MaxValue;

    /// <summary>0x0A0D0D0A.</summary>
    [Const(Type)] public partial BlockType BlockType { get; }

    /// <summary>Octets of the whole block.</summary>
    [Measures(Extent.Self)] public partial uint BlockTotalLength { get; }

    /// <summary>0x1A2B3C4D in the order of the section.</summary>
    public partial uint ByteOrderMagic { get; }

    /// <summary>1.</summary>
    [Const(1)] public partial ushort MajorVersion { get; }

    /// <summary>0, or 2 in some old files.</summary>
    public partial ushort MinorVersion { get; }

    /// <summary>Octets of the section behind this block; all ones: not known.</summary>
    public partial ulong SectionLength { get; }

    /// <summary>Options as octets: what they say is for people.</summary>
    [Rest] public partial ReadOnlySpan<byte> Options { get; }

    /// <summary>The length again.</summary>
    [Trailer, SameAs(nameof(BlockTotalLength))]
    public partial uint RepeatedBlockTotalLength { get; }
}
