using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The body of TLV 2 of HSRP version 2: the groups of an interface, 4 octets.</summary>
[Wire(section: "Cisco HSRP version 2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Active Groups         |        Passive Groups         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpInterfaceState
{
    /// <summary>Number of active groups.</summary>
    public partial ushort ActiveGroups { get; }

    /// <summary>Number of passive groups.</summary>
    public partial ushort PassiveGroups { get; }
}
