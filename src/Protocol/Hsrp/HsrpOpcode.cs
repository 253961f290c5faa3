using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The Op Code of an HSRP message, RFC 2281 §5.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-opcodes.csv")]
public readonly partial record struct HsrpOpcode(byte Value);
