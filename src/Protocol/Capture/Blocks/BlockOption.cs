using Holdfast.Codec;

namespace Holdfast.Protocol.Capture.Blocks;

/// <summary>
/// One option of a pcapng block (draft-ietf-opsawg-pcapng §3.5): code, length, value, padding to 32
/// bits. Code 0 ends the list.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcapng §3.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Option Code          |         Option Length         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Option Value                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct BlockOption
{
    /// <summary>The code of the end of a list of options.</summary>
    public const ushort End = 0;

    /// <summary>In an interface description: the resolution of its time stamps, 1 octet.</summary>
    public const ushort ResolutionOfTimestamps = 9;

    /// <summary>
    /// In an interface description: seconds to add to its time stamps, 8 octets, signed.
    /// </summary>
    public const ushort OffsetOfTimestamps = 14;

    /// <summary>What the value means; codes above 1 depend on the block.</summary>
    public partial ushort OptionCode { get; }

    /// <summary>Octets of the value, without padding.</summary>
    [Measures(nameof(OptionValue))] public partial ushort OptionLength { get; }

    /// <summary>The value.</summary>
    public partial ReadOnlySpan<byte> OptionValue { get; }

    /// <summary>Up to the next multiple of 4 octets.</summary>
    [Padding(PaddingRule.Any, Align = 4)] public partial ReadOnlySpan<byte> Padding { get; }
}

/// <summary>The value of a time stamp offset option.</summary>
[Wire(section: "draft-ietf-opsawg-pcapng §4.2", Context = typeof(CaptureOrder))]
[ByteOrder(Context = nameof(CaptureOrder.Order))]
public readonly ref partial struct TimestampOffset
{
    /// <summary>Seconds, in two's complement.</summary>
    [Bits(64)] public partial ulong Seconds { get; }
}
