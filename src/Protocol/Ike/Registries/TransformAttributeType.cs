using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Transform attribute types (15 bits), RFC 7296 §3.3.5 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-transform-attribute-types.csv")]
public readonly partial record struct TransformAttributeType(ushort Value);
