using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Group types of phase 1, RFC 2409 appendix A.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-group-types.csv")]
public readonly partial record struct GroupType(ushort Value);
