using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>A proposal: one protocol with its transforms, RFC 7296 §3.3.1.</summary>
[Wire(rfc: 7296, section: "3.3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Last Substruc |    RESERVED   |        Proposal Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Proposal Num |  Protocol ID  |    SPI Size   | Num Transforms|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         SPI (variable)                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Transforms                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Proposal
{
    /// <summary>0 in the last proposal, 2 in all others.</summary>
    [More(0, 2)]
    public partial byte LastSubstruc { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the proposal, its transforms included.</summary>
    [Measures(Extent.Self)]
    public partial ushort ProposalLength { get; }

    /// <summary>
    /// 1 in the first proposal, one more in each following; in an answer the number of the chosen
    /// one.
    /// </summary>
    [Label("Proposal Num")]
    public partial byte ProposalNumber { get; }

    /// <summary>What the proposal is for.</summary>
    public partial ProtocolId ProtocolId { get; }

    /// <summary>
    /// Octets of the SPI: 0 in IKE_SA_INIT, 8 when an IKE SA is rekeyed, 4 for AH and ESP.
    /// </summary>
    [Measures(nameof(Spi)), Range(8, 8, Of = nameof(ProtocolId), Is = 1, OrZero = true)]
    [Range(4, 4, Of = nameof(ProtocolId), Is = 2), Range(4, 4, Of = nameof(ProtocolId), Is = 3)]
    public partial byte SpiSize { get; }

    /// <summary>Number of transforms.</summary>
    [Counts(nameof(Transforms))]
    public partial byte NumTransforms { get; }

    /// <summary>The sender's SPI.</summary>
    [Label("SPI (variable)")]
    public partial ReadOnlySpan<byte> Spi { get; }

    /// <summary>The transforms.</summary>
    [Rest]
    public partial Many<Transform> Transforms { get; }
}
