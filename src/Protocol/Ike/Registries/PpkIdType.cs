using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Types of a PPK identity, RFC 8784 §5.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-ppk-id-types.csv")]
public readonly partial record struct PpkIdType(byte Value);
