using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IPv6 option, RFC 8200 §4.2, chosen by its type: Pad1 has no length.</summary>
[Wire(rfc: 8200, section: "4.2")]
[Peek(0, 8, Otherwise = typeof(Ipv6TypedOption))]
[Case(0, typeof(Ipv6Pad1))]
public readonly ref partial struct Ipv6Option;
