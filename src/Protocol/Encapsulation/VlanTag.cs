using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An 802.1Q tag behind its EtherType, 4 octets.</summary>
[Wire(section: "IEEE 802.1Q §9.6", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | PCP |D|          ID           |          Ether Type           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct VlanTag
{
    /// <summary>The priority code point, 3 bits.</summary>
    [Label("PCP")]
    public partial byte Priority { get; }

    /// <summary>Whether the frame may be dropped first.</summary>
    [Label("D")]
    public partial bool DropEligible { get; }

    /// <summary>The VLAN, 12 bits.</summary>
    [Label("ID")]
    public partial ushort Id { get; }

    /// <summary>The type of what follows: another tag or the payload.</summary>
    [Next]
    public partial EtherType EtherType { get; }
}
