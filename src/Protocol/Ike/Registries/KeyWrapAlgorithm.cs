using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Transform IDs of transform type 13, RFC 9838.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-key-wrap-algorithms.csv")]
public readonly partial record struct KeyWrapAlgorithm(ushort Value);
