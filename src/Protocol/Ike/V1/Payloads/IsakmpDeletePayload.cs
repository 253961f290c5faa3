using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Delete payload, RFC 2408 §3.15.</summary>
[Wire(rfc: 2408, section: "3.15", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Domain of Interpretation (DOI)                |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Protocol-Id  |    SPI Size   |           # of SPIs           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~               Security Parameter Index(es) (SPI)              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpDeletePayload
{
    /// <summary>Who gives meaning to the rest.</summary>
    [Label("Domain of Interpretation (DOI)")]
    public partial DomainOfInterpretation Doi { get; }

    /// <summary>The protocol of the SAs.</summary>
    public partial IsakmpProtocolId ProtocolId { get; }

    /// <summary>Octets of each SPI: 16 (both cookies) for an ISAKMP SA, 4 for AH and ESP.</summary>
    public partial byte SpiSize { get; }

    /// <summary>Number of SPIs.</summary>
    [Label("# of SPIs"), Counts(nameof(Spis))]
    public partial ushort SpiCount { get; }

    /// <summary>The SPIs.</summary>
    [Label("Security Parameter Index(es) (SPI)"), Rest, Size(nameof(SpiSize))]
    public partial OctetBlocks Spis { get; }
}
