using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The Linux "cooked" header, version 1 (link type 113), 16 octets.</summary>
[Wire(section: "LINKTYPE_LINUX_SLL", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Packet Type          |         Hardware Type         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Address Length         |            Address            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    |                                                               |
    +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                               |           Protocol            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct LinuxCookedHeader
{
    /// <summary>Who sent it to whom, as this host saw it.</summary>
    public partial LinuxPacketType PacketType { get; }

    /// <summary>The ARPHRD number of the device.</summary>
    public partial ushort HardwareType { get; }

    /// <summary>
    /// Octets of the sender's address; more than 8 when only its beginning is stored.
    /// </summary>
    public partial ushort AddressLength { get; }

    /// <summary>8 octets of which the first Address Length are the sender's address.</summary>
    public partial ReadOnlySpan<byte> Address { get; }

    /// <summary>The EtherType of the payload, for most devices.</summary>
    public partial EtherType Protocol { get; }
}
