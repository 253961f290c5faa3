using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IPv4 option, RFC 791 §3.1, chosen by its type: 0 and 1 are single octets.</summary>
[Wire(rfc: 791, section: "3.1")]
[Peek(0, 8, Otherwise = typeof(Ipv4TypedOption))]
[Case(0, typeof(Ipv4EndOfOptions))]
[Case(1, typeof(Ipv4NoOperation))]
public readonly ref partial struct Ipv4Option;
