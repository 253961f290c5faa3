using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The code of an Error Indication, RFC 2332 §5.2.7.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("nhrp-error-codes.csv")]
public readonly partial record struct NhrpErrorCode(ushort Value);
