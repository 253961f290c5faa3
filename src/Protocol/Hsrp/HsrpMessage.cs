using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// What UDP port 1985 (2029 in IPv6) carries. Version 1 begins with a version octet of 0, version 2
/// with the type of its first TLV, which is never 0.
/// </summary>
[Wire(rfc: 2281, section: "5.1")]
[Peek(0, 8, Otherwise = typeof(HsrpV2))]
[Case(0, typeof(HsrpV1Message))]
public readonly ref partial struct HsrpMessage;
