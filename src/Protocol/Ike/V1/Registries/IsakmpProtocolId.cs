using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Security protocol identifiers of IKEv1, RFC 2407 §4.4.1 and the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-protocol-ids.csv")]
public readonly partial record struct IsakmpProtocolId(byte Value);
