using Holdfast.Codec;
using Holdfast.Protocol.Esp;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// What UDP port 4500 carries, RFC 3948 §2: IKE behind four zero octets (an SPI is never 0), ESP,
/// or a keepalive of one octet. The content of a TCP frame (RFC 9329 §3) is chosen in the same way.
/// </summary>
[Wire(rfc: 3948, section: "2")]
[Peek(0, 32, Otherwise = typeof(EspPacket), Short = typeof(NatKeepalive))]
[Case(0, typeof(MarkedIke))]
public readonly ref partial struct UdpEncapsulation;
