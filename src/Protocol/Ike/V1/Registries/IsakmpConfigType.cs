using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Message types of config mode, draft-ietf-ipsec-isakmp-mode-cfg-05 §3.2.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-config-types.csv")]
public readonly partial record struct IsakmpConfigType(byte Value);
