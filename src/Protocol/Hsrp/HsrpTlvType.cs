using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The type of an HSRP version 2 TLV.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-tlv-types.csv")]
public readonly partial record struct HsrpTlvType(byte Value);
