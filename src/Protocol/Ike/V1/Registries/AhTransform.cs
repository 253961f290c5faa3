using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>AH transform identifiers, RFC 2407 §4.4.3 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-ah-transforms.csv")]
public readonly partial record struct AhTransform(byte Value);
