using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Gateway.FirstHop;

/// <summary>ARP for IPv4 on Ethernet, 28 octets; an announcement names one address twice,
/// RFC 5227 §3.</summary>
[Wire(rfc: 826, section: "Packet format")]
internal readonly ref partial struct ArpAnnouncement
{
    /// <summary>1: Ethernet.</summary>
    [Bits(16)] public partial ushort Hardware { get; }

    /// <summary>0x0800: IPv4.</summary>
    [Bits(16)] public partial ushort Protocol { get; }

    /// <summary>6.</summary>
    [Bits(8)] public partial byte HardwareLength { get; }

    /// <summary>4.</summary>
    [Bits(8)] public partial byte ProtocolLength { get; }

    /// <summary>1: a request.</summary>
    [Bits(16)] public partial ushort Operation { get; }

    /// <summary>Who has the address.</summary>
    [Bits(48)] public partial MacAddress SenderHardware { get; }

    /// <summary>The address.</summary>
    [Bits(32)] public partial Ipv4Address SenderProtocol { get; }

    /// <summary>Nobody.</summary>
    [Bits(48)] public partial MacAddress TargetHardware { get; }

    /// <summary>The same address.</summary>
    [Bits(32)] public partial Ipv4Address TargetProtocol { get; }
}
