using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>How a BFD Control packet is authenticated, RFC 5880 §4.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("bfd-authentication-types.csv")]
public readonly partial record struct BfdAuthenticationType(byte Value);
