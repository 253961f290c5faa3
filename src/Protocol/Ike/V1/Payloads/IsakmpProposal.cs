using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>A proposal: one protocol with its transforms, RFC 2408 §3.5.</summary>
[Wire(rfc: 2408, section: "3.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload |    RESERVED   |         Payload Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Proposal #  |  Protocol-Id  |    SPI Size   |# of Transforms|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         SPI (variable)                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Transforms                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpProposal
{
    /// <summary>0 in the last proposal, 2 in all others.</summary>
    [More(0, 2)]
    public partial byte NextPayload { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the proposal, its transforms included.</summary>
    [Measures(Extent.Self)]
    public partial ushort PayloadLength { get; }

    /// <summary>Proposals with one number are all to be taken together.</summary>
    [Label("Proposal #")]
    public partial byte ProposalNumber { get; }

    /// <summary>What the proposal is for.</summary>
    public partial IsakmpProtocolId ProtocolId { get; }

    /// <summary>Octets of the SPI; in phase 1 anything from 0 to 16, and ignored.</summary>
    [Measures(nameof(Spi))]
    public partial byte SpiSize { get; }

    /// <summary>Number of transforms.</summary>
    [Label("# of Transforms"), Counts(nameof(Transforms))]
    public partial byte TransformCount { get; }

    /// <summary>The sender's SPI.</summary>
    [Label("SPI (variable)")]
    public partial ReadOnlySpan<byte> Spi { get; }

    /// <summary>The transforms, the most preferred first.</summary>
    [Rest]
    public partial Many<IsakmpTransform> Transforms { get; }
}
