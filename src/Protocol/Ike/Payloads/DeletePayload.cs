using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Delete payload, RFC 7296 §3.11.</summary>
[Wire(rfc: 7296, section: "3.11", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Protocol ID  |    SPI Size   |          Num of SPIs          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~               Security Parameter Index(es) (SPI)              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct DeletePayload
{
    /// <summary>The protocol of the SAs.</summary>
    public partial ProtocolId ProtocolId { get; }

    /// <summary>Octets of each SPI: 0 for the IKE SA, 4 for AH and ESP.</summary>
    [Range(0, 0, Of = nameof(ProtocolId), Is = 1)]
    [Range(4, 4, Of = nameof(ProtocolId), Is = 2), Range(4, 4, Of = nameof(ProtocolId), Is = 3)]
    public partial byte SpiSize { get; }

    /// <summary>Number of SPIs; 0 for the IKE SA.</summary>
    [Counts(nameof(Spis)), Range(0, 0, Of = nameof(ProtocolId), Is = 1)]
    public partial ushort NumOfSpis { get; }

    /// <summary>The SPIs that the sender would expect in what it receives.</summary>
    [Label("Security Parameter Index(es) (SPI)"), Rest, Size(nameof(SpiSize))]
    public partial OctetBlocks Spis { get; }
}
