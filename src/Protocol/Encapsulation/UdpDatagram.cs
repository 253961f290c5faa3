using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>A UDP datagram, RFC 768: exactly as many octets as its Length says.</summary>
[Wire(rfc: 768, figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Source Port          |       Destination Port        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Length             |           Checksum            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct UdpDatagram
{
    /// <summary>The sender's port.</summary>
    public partial ushort SourcePort { get; }

    /// <summary>The receiver's port.</summary>
    public partial ushort DestinationPort { get; }

    /// <summary>Octets of header and payload.</summary>
    [Measures(Extent.Self)]
    public partial ushort Length { get; }

    /// <summary>
    /// The sum over pseudo-header, header and payload, as sent; 0: none. Not held against anything
    /// here: the pseudo-header stands in the packet around.
    /// </summary>
    public partial ushort Checksum { get; }

    /// <summary>The user's octets.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
