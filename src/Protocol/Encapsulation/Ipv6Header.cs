using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The IPv6 header, RFC 8200 §3: 40 octets; what follows is not looked at.</summary>
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
    """)]
public readonly ref partial struct Ipv6Header
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

    /// <summary>Octets behind this header, as sent: not held against anything here.</summary>
    public partial ushort PayloadLength { get; }

    /// <summary>The type of what follows, an extension header or a protocol.</summary>
    public partial IpProtocol NextHeader { get; }

    /// <summary>Hops that the packet may still take.</summary>
    public partial byte HopLimit { get; }

    /// <summary>The sender, 16 octets.</summary>
    public partial ReadOnlySpan<byte> SourceAddress { get; }

    /// <summary>The receiver, 16 octets.</summary>
    public partial ReadOnlySpan<byte> DestinationAddress { get; }
}
