using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The hop-by-hop and the destination options header, RFC 8200 §4.3 and §4.6.</summary>
[Wire(rfc: 8200, section: "4.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |  Hdr Ext Len  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6OptionsHeader
{
    /// <summary>The type of the next header.</summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Units of 8 octets in the whole header, minus 1.</summary>
    [Label("Hdr Ext Len"), Measures(Extent.Self, Unit = 8, Bias = -1)]
    public partial byte Length { get; }

    /// <summary>The options, padding among them.</summary>
    [Rest]
    public partial Many<Ipv6Option> Options { get; }
}
