using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// An NHRP packet of any type, chosen by the packet type, the octet at 17 (RFC 2332 §5.1).
/// </summary>
[Wire(rfc: 2332, section: "5.1")]
[Peek(136, 8, Otherwise = typeof(NhrpPacket))]
[Case(7, typeof(NhrpErrorIndication))]
[Case(8, typeof(NhrpTrafficIndication))]
public readonly ref partial struct NhrpMessage;
