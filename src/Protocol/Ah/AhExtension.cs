using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// The Authentication Header as a link of the IPv6 header chain, RFC 4302 §2 and §3.1.1: the layout
/// of <see cref="AhHeader"/>, its Next Header naming the next link.
/// </summary>
[Wire(rfc: 4302, section: "2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Next Header   |  Payload Len  |          RESERVED             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Security Parameters Index (SPI)               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Sequence Number Field                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                Integrity Check Value-ICV (variable)           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AhExtension
{
    /// <summary>The type of the next header.</summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Words of 4 octets in the whole header, minus 2: unlike any other extension.</summary>
    [Label("Payload Len"), Measures(Extent.Self, Unit = 4, Bias = -2)]
    public partial byte PayloadLength { get; }

    /// <summary>Zero; covered by the ICV, else ignored (RFC 4302 §2.3).</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>The SA; zero is for local use and never sent.</summary>
    [Label("Security Parameters Index (SPI)"), NonZero]
    public partial Spi Spi { get; }

    /// <summary>The sequence number, the low 32 bits with ESN.</summary>
    [Label("Sequence Number Field")]
    public partial SequenceNumber SequenceNumber { get; }

    /// <summary>The integrity check value with its padding, to the end of the header.</summary>
    [Label("Integrity Check Value-ICV (variable)"), Rest]
    public partial ReadOnlySpan<byte> Icv { get; }
}
