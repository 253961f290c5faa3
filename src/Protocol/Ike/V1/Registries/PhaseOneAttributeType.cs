using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Attribute classes of phase 1 (15 bits), RFC 2409 appendix A.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-one-attributes.csv")]
public readonly partial record struct PhaseOneAttributeType(ushort Value);
