using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Secure password methods, RFC 6467 §5 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-secure-password-methods.csv")]
public readonly partial record struct SecurePasswordMethod(ushort Value);
