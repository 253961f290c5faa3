using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Configuration attribute types (15 bits), RFC 7296 §3.15.1 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-cfg-attribute-types.csv")]
public readonly partial record struct CfgAttributeType(ushort Value);
