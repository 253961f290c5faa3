using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// A message of version 1, chosen by the Op Code, the second octet: RFC 2281 §5.1 defines 0 to 2;
/// 3 has a layout of its own.
/// </summary>
[Wire(rfc: 2281, section: "5.1")]
[Peek(8, 8, Otherwise = typeof(HsrpV1))]
[Case(3, typeof(HsrpAdvertisement))]
public readonly ref partial struct HsrpV1Message;
