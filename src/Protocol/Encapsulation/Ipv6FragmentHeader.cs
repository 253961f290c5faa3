using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The fragment header, RFC 8200 §4.5, 8 octets.</summary>
[Wire(rfc: 8200, section: "4.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |    Reserved   |     Fragment Offset     |Res|M|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Identification                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6FragmentHeader
{
    /// <summary>
    /// The first header of the fragmentable part: not of this fragment's payload.
    /// </summary>
    [Next]
    public partial IpProtocol NextHeader { get; }

    /// <summary>Zero, ignored on receipt.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Place of the payload in the fragmentable part, in units of 8 octets.</summary>
    public partial ushort FragmentOffset { get; }

    /// <summary>Zero, ignored on receipt.</summary>
    [Label("Res"), Reserved]
    public partial byte Reserved2 { get; }

    /// <summary>Whether another fragment follows.</summary>
    [Label("M")]
    public partial bool MoreFragments { get; }

    /// <summary>The same in all fragments of a datagram.</summary>
    public partial uint Identification { get; }
}
