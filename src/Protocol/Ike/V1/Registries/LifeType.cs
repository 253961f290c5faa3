using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// What the duration of a life counts, RFC 2409 appendix A (phase 1) and RFC 2407 §4.5 (phase 2).
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-life-types.csv")]
public readonly partial record struct LifeType(ushort Value);
