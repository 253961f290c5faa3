using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Codes of EAP messages, RFC 3748 §4 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("eap-codes.csv")]
public readonly partial record struct EapCode(byte Value);
