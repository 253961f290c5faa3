using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Transform IDs of transform type 14, RFC 9838.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-group-controller-methods.csv")]
public readonly partial record struct GroupControllerMethod(ushort Value);
