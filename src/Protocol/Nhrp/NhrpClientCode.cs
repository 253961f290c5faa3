using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The code of a client information element in a reply, RFC 2332 §5.2.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("nhrp-client-codes.csv")]
public readonly partial record struct NhrpClientCode(byte Value);
