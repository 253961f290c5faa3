using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// The UDP header, RFC 768, 8 octets; <see cref="UdpDatagram"/> holds its length.
/// </summary>
[Wire(rfc: 768, figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Source Port          |       Destination Port        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Length             |           Checksum            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct UdpHeader
{
    /// <summary>The sender's port.</summary>
    public partial ushort SourcePort { get; }

    /// <summary>The receiver's port.</summary>
    public partial ushort DestinationPort { get; }

    /// <summary>Octets of header and payload, as sent: not held against anything here.</summary>
    public partial ushort Length { get; }

    /// <summary>The sum over pseudo-header, header and payload, as sent; 0: none.</summary>
    public partial ushort Checksum { get; }
}
