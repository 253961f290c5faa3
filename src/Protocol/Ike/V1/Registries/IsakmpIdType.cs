using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Identification types of IKEv1, RFC 2407 §4.6.2.1 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-id-types.csv")]
public readonly partial record struct IsakmpIdType(byte Value);
