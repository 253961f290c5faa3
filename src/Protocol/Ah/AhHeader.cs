using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// The Authentication Header, RFC 4302 §2: 12 octets and the ICV, in all a multiple of 4 octets (in
/// IPv6 of 8: <see cref="AhIpv6Header"/>). It stands alone or as a link of the IPv6 header chain.
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
public readonly ref partial struct AhHeader
{
    /// <summary>The protocol behind this header; in IPv6 perhaps a further extension.</summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>
    /// Words of 4 octets in the whole header, minus 2 (RFC 4302 §2.2): unlike any other IPv6
    /// extension.
    /// </summary>
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

    /// <summary>
    /// The integrity check value with its padding, to the end of the header. An
    /// <see cref="AhIcv"/> divides it once the SA is known.
    /// </summary>
    [Label("Integrity Check Value-ICV (variable)"), Rest]
    public partial ReadOnlySpan<byte> Icv { get; }
}
