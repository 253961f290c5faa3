using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Types of the Configuration payload, RFC 7296 §3.15.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-cfg-types.csv")]
public readonly partial record struct CfgType(byte Value);
