using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The Linux "cooked" header, version 2 (link type 276), 20 octets.</summary>
[Wire(section: "LINKTYPE_LINUX_SLL2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Protocol            |           Reserved            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Interface Index                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Hardware Type         |  Packet Type  |Address Length |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Address                            |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct LinuxCookedV2Header
{
    /// <summary>The EtherType of the payload, for most devices.</summary>
    public partial EtherType Protocol { get; }

    /// <summary>Zero.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>The device's number at the capturing host.</summary>
    public partial uint InterfaceIndex { get; }

    /// <summary>The ARPHRD number of the device.</summary>
    public partial ushort HardwareType { get; }

    /// <summary>
    /// Who sent it to whom, as this host saw it: the codes of version 1 in an octet.
    /// </summary>
    public partial byte PacketType { get; }

    /// <summary>
    /// Octets of the sender's address; more than 8 when only its beginning is stored.
    /// </summary>
    public partial byte AddressLength { get; }

    /// <summary>8 octets of which the first Address Length are the sender's address.</summary>
    public partial ReadOnlySpan<byte> Address { get; }
}
