using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Transform IDs of transform type 2, RFC 7296 §3.3.2 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-pseudorandom-functions.csv")]
public readonly partial record struct PseudorandomFunction(ushort Value);
