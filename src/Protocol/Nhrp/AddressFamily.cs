using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>An address family number of IANA.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("address-families.csv")]
public readonly partial record struct AddressFamily(ushort Value);
