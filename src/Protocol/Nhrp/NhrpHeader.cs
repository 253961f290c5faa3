using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// The fixed part of an NHRP packet, RFC 2332 §5.1, 20 octets: its lengths are not held against
/// anything here.
/// </summary>
[Wire(rfc: 2332, section: "5.1", figure: """
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
    """)]
public readonly ref partial struct NhrpHeader
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
    public partial ushort PacketSize { get; }

    /// <summary>The sum over the whole packet, as sent.</summary>
    public partial ushort Checksum { get; }

    /// <summary>Octets from the start to the first extension; 0: there is none.</summary>
    public partial ushort ExtensionOffset { get; }

    /// <summary>1 says NHRP; 0 is MARS.</summary>
    [Const(1)]
    public partial byte Version { get; }

    /// <summary>What the packet is.</summary>
    public partial NhrpPacketType PacketType { get; }

    /// <summary>No meaning.</summary>
    [Label("r"), Reserved]
    public partial bool SourceNbmaReserved { get; }

    /// <summary>Set for native E.164, clear for NSAP and all others (§5.1).</summary>
    [Label("t")]
    public partial bool SourceNbmaType { get; }

    /// <summary>Octets of the source NBMA address.</summary>
    [Label("SHL")]
    public partial byte SourceNbmaLength { get; }

    /// <summary>No meaning.</summary>
    [Label("x"), Reserved]
    public partial bool SourceNbmaSubaddressReserved { get; }

    /// <summary>Set for native E.164.</summary>
    [Label("y")]
    public partial bool SourceNbmaSubaddressType { get; }

    /// <summary>Octets of the source NBMA subaddress.</summary>
    [Label("SSL")]
    public partial byte SourceNbmaSubaddressLength { get; }
}
