using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// The IPv4 header, RFC 791 §3.1, 20 to 60 octets; what follows is not looked at.
/// </summary>
[Wire(rfc: 791, section: "3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |Version|  IHL  |   DSCP    |ECN|         Total Length          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Identification         |r|D|M|     Fragment Offset     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Time to Live  |   Protocol    |        Header Checksum        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Source Address                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Destination Address                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv4Header
{
    /// <summary>4.</summary>
    [Const(4)]
    public partial byte Version { get; }

    /// <summary>Words of 4 octets in the header, options included; at least 5.</summary>
    [Label("IHL"), Measures(nameof(Version), nameof(Options), Unit = 4)]
    public partial byte HeaderLength { get; }

    /// <summary>The differentiated services code point, RFC 2474 §3.</summary>
    public partial byte Dscp { get; }

    /// <summary>Explicit congestion notification, RFC 3168 §5.</summary>
    public partial byte Ecn { get; }

    /// <summary>Octets of header and payload, as sent: not held against anything here.</summary>
    public partial ushort TotalLength { get; }

    /// <summary>The same in all fragments of a datagram.</summary>
    public partial ushort Identification { get; }

    /// <summary>Zero.</summary>
    [Label("r"), Reserved]
    public partial bool Reserved { get; }

    /// <summary>Whether the packet must not be fragmented.</summary>
    [Label("D")]
    public partial bool DontFragment { get; }

    /// <summary>Whether another fragment follows.</summary>
    [Label("M")]
    public partial bool MoreFragments { get; }

    /// <summary>Place of the payload in its datagram, in units of 8 octets.</summary>
    public partial ushort FragmentOffset { get; }

    /// <summary>Hops that the packet may still take.</summary>
    public partial byte TimeToLive { get; }

    /// <summary>The protocol of the payload.</summary>
    public partial IpProtocol Protocol { get; }

    /// <summary>
    /// The sum over the header; wrong in many captures at the sender, so only told.
    /// </summary>
    [Checksum(ChecksumAlgorithm.Internet, OnRead = OnRead.Ignore)]
    public partial ushort HeaderChecksum { get; }

    /// <summary>The sender.</summary>
    public partial Ipv4Address SourceAddress { get; }

    /// <summary>The receiver.</summary>
    public partial Ipv4Address DestinationAddress { get; }

    /// <summary>The options as octets: an <see cref="Ipv4OptionList"/>.</summary>
    public partial ReadOnlySpan<byte> Options { get; }
}
