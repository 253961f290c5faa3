using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The address family in the BSD loopback header, by the systems that have it.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("bsd-families.csv")]
public readonly partial record struct BsdFamily(uint Value);
