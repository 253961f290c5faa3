using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The type of an extension, 14 bits, RFC 2332 §5.3.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("nhrp-extension-types.csv")]
public readonly partial record struct NhrpExtensionType(ushort Value);
