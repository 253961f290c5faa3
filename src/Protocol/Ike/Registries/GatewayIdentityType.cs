using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>How REDIRECT names a gateway, RFC 5685 §11 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-gateway-identity-types.csv")]
public readonly partial record struct GatewayIdentityType(byte Value);
