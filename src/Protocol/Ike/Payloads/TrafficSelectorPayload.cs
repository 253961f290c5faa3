using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Traffic Selector payloads TSi and TSr, RFC 7296 §3.13.</summary>
[Wire(rfc: 7296, section: "3.13", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Number of TSs |                    RESERVED                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Traffic Selectors                       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TrafficSelectorPayload
{
    /// <summary>Number of selectors.</summary>
    [Counts(nameof(Selectors))]
    public partial byte NumberOfTss { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>The selectors.</summary>
    [Label("Traffic Selectors"), Rest]
    public partial Many<TrafficSelector> Selectors { get; }
}
