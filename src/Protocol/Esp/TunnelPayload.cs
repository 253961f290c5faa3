using Holdfast.Codec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// The payload of a tunnel-mode ESP packet: an IP packet, whose own length shows where TFC padding
/// begins (RFC 4303 §2.7). Chosen by the version, the first 4 bits.
/// </summary>
[Wire(rfc: 4303, section: "2.7")]
[Peek(0, 4)]
[Case(4, typeof(TunnelIpv4Payload), Name = "Ipv4")]
[Case(6, typeof(TunnelIpv6Payload), Name = "Ipv6")]
public readonly ref partial struct TunnelPayload;
