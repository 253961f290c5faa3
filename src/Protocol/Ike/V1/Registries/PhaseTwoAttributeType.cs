using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>SA attributes of phase 2 (15 bits), RFC 2407 §4.5 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-two-attributes.csv")]
public readonly partial record struct PhaseTwoAttributeType(ushort Value);
