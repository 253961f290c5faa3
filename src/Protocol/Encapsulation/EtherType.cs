using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An EtherType, IEEE 802; a selection from the registry in RFC 9542 and IANA.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ether-types.csv")]
public readonly partial record struct EtherType(ushort Value);
