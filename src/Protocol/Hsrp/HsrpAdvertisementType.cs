using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>What an HSRP version 1 advertisement is about.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-advertisement-types.csv")]
public readonly partial record struct HsrpAdvertisementType(ushort Value);
