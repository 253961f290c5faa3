using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Exchange types of IKEv1, RFC 2408 §3.1 and RFC 2409 appendix A.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-exchange-types.csv")]
public readonly partial record struct IsakmpExchangeType(byte Value);
