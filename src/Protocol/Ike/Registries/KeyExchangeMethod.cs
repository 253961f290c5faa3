using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Transform IDs of transform types 4 and 6 to 12: Diffie-Hellman groups and KEMs, RFC 7296 §3.3.2,
/// RFC 9370 §2.2.2 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-key-exchange-methods.csv")]
public readonly partial record struct KeyExchangeMethod(ushort Value);
