using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Transform types, RFC 7296 §3.3.2 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-transform-types.csv")]
public readonly partial record struct TransformType(byte Value);
