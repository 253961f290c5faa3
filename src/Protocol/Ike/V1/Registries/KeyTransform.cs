using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>ISAKMP transform identifiers (phase 1), RFC 2407 §4.4.2.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-key-transforms.csv")]
public readonly partial record struct KeyTransform(byte Value);
