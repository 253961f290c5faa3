using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Attribute types of ROHC_SUPPORTED (15 bits), RFC 5857 §3.1.2.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-rohc-attribute-types.csv")]
public readonly partial record struct RohcAttributeType(ushort Value);
