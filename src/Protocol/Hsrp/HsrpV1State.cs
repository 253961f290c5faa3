using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The state in an HSRP version 1 message, RFC 2281 §5.1: one bit each.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("hsrp-v1-states.csv")]
public readonly partial record struct HsrpV1State(byte Value);
