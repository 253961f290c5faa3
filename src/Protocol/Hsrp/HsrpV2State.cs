using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The state in an HSRP version 2 message: counted up, in no RFC.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-v2-states.csv")]
public readonly partial record struct HsrpV2State(byte Value);
