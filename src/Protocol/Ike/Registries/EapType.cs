using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Method types of EAP requests and responses, RFC 3748 §5 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("eap-types.csv")]
public readonly partial record struct EapType(byte Value);
