using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>A transform: one algorithm with its attributes, RFC 7296 §3.3.2.</summary>
[Wire(rfc: 7296, section: "3.3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Last Substruc |    RESERVED   |        Transform Length       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Transform Type|    RESERVED   |          Transform ID         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Transform Attributes                     ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Transform
{
    /// <summary>0 in the last transform, 3 in all others.</summary>
    [More(0, 3)]
    public partial byte LastSubstruc { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the transform, its attributes included.</summary>
    [Measures(Extent.Self)]
    public partial ushort TransformLength { get; }

    /// <summary>The kind of algorithm.</summary>
    public partial TransformType TransformType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Label("RESERVED"), Reserved]
    public partial byte Reserved2 { get; }

    /// <summary>The algorithm, numbered within its type.</summary>
    public partial TransformId TransformId { get; }

    /// <summary>The attributes.</summary>
    [Label("Transform Attributes"), Rest]
    public partial Many<TransformAttribute> Attributes { get; }
}
