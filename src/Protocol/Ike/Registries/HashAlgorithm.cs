using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Hash algorithms of SIGNATURE_HASH_ALGORITHMS, RFC 7427 §7 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-hash-algorithms.csv")]
public readonly partial record struct HashAlgorithm(ushort Value);
