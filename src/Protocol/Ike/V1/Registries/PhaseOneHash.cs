using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Hash algorithms of phase 1, RFC 2409 appendix A and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-one-hashes.csv")]
public readonly partial record struct PhaseOneHash(ushort Value);
