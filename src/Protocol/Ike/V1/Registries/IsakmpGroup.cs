using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Group descriptions of IKEv1, RFC 2409 appendix A and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-groups.csv")]
public readonly partial record struct IsakmpGroup(ushort Value);
