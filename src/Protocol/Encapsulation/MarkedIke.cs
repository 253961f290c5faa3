using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IKE message behind the non-ESP marker, RFC 3948 §2.2.</summary>
[Wire(rfc: 3948, section: "2.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Non-ESP Marker                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Message                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct MarkedIke
{
    /// <summary>Zero, where ESP has its SPI.</summary>
    [Label("Non-ESP Marker"), Const(0)]
    public partial uint Marker { get; }

    /// <summary>The IKE message, of either version.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Message { get; }
}
