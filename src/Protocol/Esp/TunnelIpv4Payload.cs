using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Esp;

/// <summary>An inner IPv4 packet and the TFC padding behind it, RFC 4303 §2.7.</summary>
[Wire(rfc: 4303, section: "2.7")]
public readonly ref partial struct TunnelIpv4Payload
{
    /// <summary>The inner packet, as long as its Total Length says.</summary>
    public partial Ipv4Packet Packet { get; }

    /// <summary>
    /// Octets of any content that only hide the packet's length; not malleable here.
    /// </summary>
    [Rest]
    public partial ReadOnlySpan<byte> TfcPadding { get; }
}
