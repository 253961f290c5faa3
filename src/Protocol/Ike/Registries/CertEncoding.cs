using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Certificate encodings of IKEv2, RFC 7296 §3.6 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-cert-encodings.csv")]
public readonly partial record struct CertEncoding(byte Value);
