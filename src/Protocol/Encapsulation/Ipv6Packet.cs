using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// An IPv6 packet, RFC 8200 §3: exactly as many octets as its Payload Length says.
/// </summary>
[Wire(rfc: 8200, section: "3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |Version|   DSCP    |ECN|              Flow Label               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Payload Length         |  Next Header  |   Hop Limit   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                                                               |
    |                         Source Address                        |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                                                               |
    |                      Destination Address                      |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Extensions                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6Packet
{
    /// <summary>6.</summary>
    [Const(6)]
    public partial byte Version { get; }

    /// <summary>The differentiated services code point, RFC 2474 §3.</summary>
    public partial byte Dscp { get; }

    /// <summary>Explicit congestion notification, RFC 3168 §5.</summary>
    public partial byte Ecn { get; }

    /// <summary>20 bits, the same in all packets of a flow.</summary>
    public partial uint FlowLabel { get; }

    /// <summary>Octets behind the 40 of this header, extension headers included.</summary>
    [Measures(nameof(Extensions), nameof(Payload))]
    public partial ushort PayloadLength { get; }

    /// <summary>The type of the first extension header or, without any, of the payload.</summary>
    [First(nameof(Extensions))]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Hops that the packet may still take.</summary>
    public partial byte HopLimit { get; }

    /// <summary>The sender, 16 octets.</summary>
    public partial ReadOnlySpan<byte> SourceAddress { get; }

    /// <summary>The receiver, 16 octets.</summary>
    public partial ReadOnlySpan<byte> DestinationAddress { get; }

    /// <summary>
    /// The extension headers. The chain ends at a number that is no extension header, at 59
    /// (nothing follows), and behind a fragment header, whose Next Header speaks of the whole
    /// datagram.
    /// </summary>
    [Chain(End = 59, EndsAtUnknown = true)]
    public partial Chain<Ipv6Extension> Extensions { get; }

    /// <summary>What the last header names, or a fragment of it.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
