using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Security protocol identifiers of IKEv2, RFC 7296 §3.3.1 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-protocol-ids.csv")]
public readonly partial record struct ProtocolId(byte Value);
