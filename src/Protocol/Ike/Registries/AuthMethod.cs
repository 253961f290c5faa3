using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Authentication methods of IKEv2, RFC 7296 §3.8 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-auth-methods.csv")]
public readonly partial record struct AuthMethod(byte Value);
