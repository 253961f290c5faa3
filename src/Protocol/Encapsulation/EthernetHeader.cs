using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The header of an Ethernet frame, 14 octets; tags and payload follow it.</summary>
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
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct EthernetHeader
{
    /// <summary>The receiver.</summary>
    public partial MacAddress Destination { get; }

    /// <summary>The sender.</summary>
    public partial MacAddress Source { get; }

    /// <summary>
    /// From 0x0600 the protocol of what follows; below, the length of an 802.2 frame.
    /// </summary>
    public partial EtherType EtherType { get; }
}
