using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The interface state in an HSRP version 1 advertisement.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-advertisement-states.csv")]
public readonly partial record struct HsrpAdvertisementState(byte Value);
