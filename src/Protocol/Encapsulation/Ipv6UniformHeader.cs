using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// An extension header of the uniform layout, RFC 6564 §4: mobility, HIP and shim6 have it too.
/// </summary>
[Wire(rfc: 6564, section: "4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |  Hdr Ext Len  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Data                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6UniformHeader
{
    /// <summary>The type of the next header.</summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Units of 8 octets in the whole header, minus 1.</summary>
    [Label("Hdr Ext Len"), Measures(Extent.Self, Unit = 8, Bias = -1)]
    public partial byte Length { get; }

    /// <summary>All behind the length.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
