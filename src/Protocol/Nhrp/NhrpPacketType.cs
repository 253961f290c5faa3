using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The packet type (ar$op.type), RFC 2332 §5.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("nhrp-packet-types.csv")]
public readonly partial record struct NhrpPacketType(byte Value);
