using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// AH in IPv6 with the ICV length of its SA, RFC 4302 §3.3.3.2.1: the padding reaches exactly to
/// the next multiple of 8 octets, so a writer computes it and a reader holds Payload Len against
/// it.
/// </summary>
[Wire(rfc: 4302, section: "3.3.3.2.1", figure: """
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
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(AhContext))]
public readonly ref partial struct AhIpv6Header
{
    /// <summary>The type of the next header.</summary>
    public partial IpProtocol NextHeader { get; }

    /// <summary>Words of 4 octets in the whole header, minus 2.</summary>
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

    /// <summary>The integrity check value.</summary>
    [Label("Integrity Check Value-ICV (variable)"), Context(nameof(AhContext.IcvLength))]
    public partial ReadOnlySpan<byte> Icv { get; }

    /// <summary>Up to the next multiple of 8 octets; any content.</summary>
    [Padding(PaddingRule.Any, Align = 8)]
    public partial ReadOnlySpan<byte> Padding { get; }
}
