using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Identification types of IKEv2, RFC 7296 §3.5 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-id-types.csv")]
public readonly partial record struct IdType(byte Value);
