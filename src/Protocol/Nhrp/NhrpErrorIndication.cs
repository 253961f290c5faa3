using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// An NHRP Error Indication, packet type 7, RFC 2332 §5.2.7: what was wrong, where, and the packet.
/// </summary>
[Wire(rfc: 2332, section: "5.2.7", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Address Family         |         Protocol Type         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Protocol SNAP                         |
    +               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |               |   Hop Count   |          Packet Size          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Checksum            |       Extension Offset        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Version    |  Packet Type  |r|t|   SHL     |x|y|   SSL     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Src Proto Len | Dst Proto Len |            Unused             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Error Code          |          Error Offset         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Source NBMA Address                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Source NBMA Subaddress                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Source Protocol Address                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                  Destination Protocol Address                 ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Packet                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Extensions                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NhrpErrorIndication
{
    /// <summary>The family of the NBMA addresses (ar$afn).</summary>
    public partial AddressFamily AddressFamily { get; }

    /// <summary>
    /// The protocol of the protocol addresses (ar$pro.type): an EtherType from 0x0600, an NLPID
    /// below 0x0100; 0x0080 says that <see cref="ProtocolSnap"/> names it.
    /// </summary>
    public partial EtherType ProtocolType { get; }

    /// <summary>
    /// OUI and protocol, 5 octets; zeros and ignored unless Protocol Type is 0x0080.
    /// </summary>
    [Label("Protocol SNAP")]
    public partial ReadOnlySpan<byte> ProtocolSnap { get; }

    /// <summary>Servers that the packet may still pass.</summary>
    public partial byte HopCount { get; }

    /// <summary>Octets of the whole packet.</summary>
    [Measures(Extent.Self)]
    public partial ushort PacketSize { get; }

    /// <summary>The sum over the whole packet.</summary>
    [Checksum(ChecksumAlgorithm.Internet, OnRead = OnRead.Ignore)]
    public partial ushort Checksum { get; }

    /// <summary>Octets from the start to the first extension; 0: there is none.</summary>
    [Measures(nameof(AddressFamily), nameof(Packet), Absent = 0)]
    public partial ushort ExtensionOffset { get; }

    /// <summary>1 says NHRP; 0 is MARS.</summary>
    [Const(1)]
    public partial byte Version { get; }

    /// <summary>7.</summary>
    [Const(7)]
    public partial NhrpPacketType PacketType { get; }

    /// <summary>No meaning.</summary>
    [Label("r"), Reserved]
    public partial bool SourceNbmaReserved { get; }

    /// <summary>Set for native E.164, clear for NSAP and all others (§5.1).</summary>
    [Label("t")]
    public partial bool SourceNbmaType { get; }

    /// <summary>Octets of the source NBMA address.</summary>
    [Label("SHL"), Measures(nameof(SourceNbmaAddress))]
    public partial byte SourceNbmaLength { get; }

    /// <summary>No meaning.</summary>
    [Label("x"), Reserved]
    public partial bool SourceNbmaSubaddressReserved { get; }

    /// <summary>Set for native E.164.</summary>
    [Label("y")]
    public partial bool SourceNbmaSubaddressType { get; }

    /// <summary>Octets of the source NBMA subaddress.</summary>
    [Label("SSL"), Measures(nameof(SourceNbmaSubaddress))]
    public partial byte SourceNbmaSubaddressLength { get; }

    /// <summary>Octets of the source protocol address.</summary>
    [Label("Src Proto Len"), Measures(nameof(SourceProtocolAddress))]
    public partial byte SourceProtocolLength { get; }

    /// <summary>Octets of the destination protocol address.</summary>
    [Label("Dst Proto Len"), Measures(nameof(DestinationProtocolAddress))]
    public partial byte DestinationProtocolLength { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Unused { get; }

    /// <summary>What was wrong.</summary>
    public partial NhrpErrorCode ErrorCode { get; }

    /// <summary>Octet of the packet in error at which it was found.</summary>
    public partial ushort ErrorOffset { get; }

    /// <summary>The NBMA address of the station that found the error.</summary>
    [Label("Source NBMA Address")]
    public partial ReadOnlySpan<byte> SourceNbmaAddress { get; }

    /// <summary>Its NBMA subaddress, empty where the network knows none.</summary>
    [Label("Source NBMA Subaddress")]
    public partial ReadOnlySpan<byte> SourceNbmaSubaddress { get; }

    /// <summary>The protocol address of the station that found the error.</summary>
    public partial ReadOnlySpan<byte> SourceProtocolAddress { get; }

    /// <summary>The protocol address of the station that sent the packet.</summary>
    public partial ReadOnlySpan<byte> DestinationProtocolAddress { get; }

    /// <summary>The NHRP packet in error, perhaps cut.</summary>
    public partial ReadOnlySpan<byte> Packet { get; }

    /// <summary>The extensions; where there are some, the last is End.</summary>
    [Rest, When(nameof(ExtensionOffset), 0, Not = true)]
    public partial Many<NhrpExtension> Extensions { get; }
}
