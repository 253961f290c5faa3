using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>ESP transform identifiers, RFC 2407 §4.4.4 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-esp-transforms.csv")]
public readonly partial record struct EspTransform(byte Value);
