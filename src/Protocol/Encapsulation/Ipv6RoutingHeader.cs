using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The routing header, RFC 8200 §4.4.</summary>
[Wire(rfc: 8200, section: "4.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |  Hdr Ext Len  |  Routing Type | Segments Left |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Type-specific Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6RoutingHeader
{
    /// <summary>The type of the next header.</summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Units of 8 octets in the whole header, minus 1.</summary>
    [Label("Hdr Ext Len"), Measures(Extent.Self, Unit = 8, Bias = -1)]
    public partial byte Length { get; }

    /// <summary>What the data is.</summary>
    public partial byte RoutingType { get; }

    /// <summary>Nodes still to be visited.</summary>
    public partial byte SegmentsLeft { get; }

    /// <summary>Data of the routing type.</summary>
    [Label("Type-specific Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
