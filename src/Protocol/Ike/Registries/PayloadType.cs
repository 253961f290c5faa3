using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Payload types of IKEv2, RFC 7296 §3.2 and the IANA registry; labels are the notation of
/// exchanges.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-payload-types.csv")]
public readonly partial record struct PayloadType(byte Value);
