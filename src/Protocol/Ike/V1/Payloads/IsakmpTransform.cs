using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>A transform: an algorithm with its attributes, RFC 2408 §3.6.</summary>
[Wire(rfc: 2408, section: "3.6", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload |    RESERVED   |         Payload Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Transform #  |  Transform-Id |           RESERVED2           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         SA Attributes                         ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpTransform
{
    /// <summary>0 in the last transform, 3 in all others.</summary>
    [More(0, 3)]
    public partial byte NextPayload { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the transform, its attributes included.</summary>
    [Measures(Extent.Self)]
    public partial ushort PayloadLength { get; }

    /// <summary>The number of the transform within its proposal.</summary>
    [Label("Transform #")]
    public partial byte TransformNumber { get; }

    /// <summary>The algorithm, numbered within the protocol of the proposal.</summary>
    public partial IsakmpTransformId TransformId { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial ushort Reserved2 { get; }

    /// <summary>The attributes.</summary>
    [Label("SA Attributes"), Rest]
    public partial Many<IsakmpAttribute> Attributes { get; }
}
