using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The body of TLV 1 of HSRP version 2: the state of a group, 40 octets.</summary>
[Wire(section: "Cisco HSRP version 2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Version    |    Op Code    |     State     |  IP Version   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             Group             |          Identifier           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Priority                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Hello Time                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Hold Time                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                                                               |
    |                      Virtual IP Address                       |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpGroupState
{
    /// <summary>2.</summary>
    public partial byte Version { get; }

    /// <summary>Hello, Coup or Resign.</summary>
    [Label("Op Code")]
    public partial HsrpOpcode Opcode { get; }

    /// <summary>The sender's state, in the code of version 2.</summary>
    public partial HsrpV2State State { get; }

    /// <summary>4 or 6: which address family the virtual address is of.</summary>
    [Label("IP Version")]
    public partial byte IpVersion { get; }

    /// <summary>The standby group, 0 to 4095.</summary>
    public partial ushort Group { get; }

    /// <summary>The sender's link address.</summary>
    public partial MacAddress Identifier { get; }

    /// <summary>Higher wins; on a tie the higher address.</summary>
    public partial uint Priority { get; }

    /// <summary>Milliseconds between Hellos.</summary>
    public partial uint HelloTime { get; }

    /// <summary>Milliseconds for which a Hello is good.</summary>
    public partial uint HoldTime { get; }

    /// <summary>16 octets; an IPv4 address stands in the first 4, zeros follow.</summary>
    [Label("Virtual IP Address")]
    public partial ReadOnlySpan<byte> VirtualIp { get; }
}
