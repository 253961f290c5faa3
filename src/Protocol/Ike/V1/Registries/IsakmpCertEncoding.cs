using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Certificate types of IKEv1, RFC 2408 §3.9.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-cert-encodings.csv")]
public readonly partial record struct IsakmpCertEncoding(byte Value);
