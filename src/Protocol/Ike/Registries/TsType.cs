using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Traffic selector types, RFC 7296 §3.13.1 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-ts-types.csv")]
public readonly partial record struct TsType(byte Value);
