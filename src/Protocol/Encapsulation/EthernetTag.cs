using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>A tag of an Ethernet frame, chosen by the EtherType in front of it.</summary>
[Wire(section: "IEEE 802.1Q §9.5")]
[LinkOf]
[Case(0x8100, typeof(VlanTag), Name = "Customer")]
[Case(0x88A8, typeof(VlanTag), Name = "Service")]
[Case(0x9100, typeof(VlanTag), Name = "Stacked")]
public readonly ref partial struct EthernetTag;
