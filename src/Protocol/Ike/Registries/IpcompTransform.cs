using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// IPComp transform IDs, RFC 7296 §3.10.1 and RFC 2407 §4.4.5: one numbering for IKEv1 and IKEv2.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ipcomp-transforms.csv")]
public readonly partial record struct IpcompTransform(byte Value);
