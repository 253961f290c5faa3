using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Authentication algorithms of phase 2, RFC 2407 §4.5 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-authentication-algorithms.csv")]
public readonly partial record struct AuthenticationAlgorithm(ushort Value);
