using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Encryption algorithms of phase 1, RFC 2409 appendix A and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-one-encryption.csv")]
public readonly partial record struct PhaseOneEncryption(ushort Value);
