using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An Ethernet frame without its check sequence: header, tags and payload.</summary>
[Wire(section: "IEEE 802.3 §3.1.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Destination                          |
    +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                               |            Source             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Ether Type           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Tags                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct EthernetFrame
{
    /// <summary>The receiver.</summary>
    public partial MacAddress Destination { get; }

    /// <summary>The sender.</summary>
    public partial MacAddress Source { get; }

    /// <summary>The type of the first tag or, without tags, of the payload.</summary>
    [First(nameof(Tags))]
    public partial EtherType EtherType { get; }

    /// <summary>802.1Q and 802.1ad tags; what the last names is the payload's type.</summary>
    [Chain(EndsAtUnknown = true)]
    public partial Chain<EthernetTag> Tags { get; }

    /// <summary>The packet, perhaps with padding behind it.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
