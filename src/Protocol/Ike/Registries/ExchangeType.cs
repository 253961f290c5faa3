using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Exchange types of IKEv2, RFC 7296 §3.1 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-exchange-types.csv")]
public readonly partial record struct ExchangeType(byte Value);
