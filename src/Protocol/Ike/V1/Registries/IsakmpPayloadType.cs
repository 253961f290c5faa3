using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Payload types of IKEv1, RFC 2408 §3.1, RFC 3547, RFC 3947 and private ones in wide use.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-payload-types.csv")]
public readonly partial record struct IsakmpPayloadType(byte Value);
