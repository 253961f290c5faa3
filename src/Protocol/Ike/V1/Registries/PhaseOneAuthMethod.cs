using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Authentication methods of phase 1, RFC 2409 appendix A, the IANA registry, and those of XAUTH
/// and hybrid authentication.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-one-auth-methods.csv")]
public readonly partial record struct PhaseOneAuthMethod(ushort Value);
