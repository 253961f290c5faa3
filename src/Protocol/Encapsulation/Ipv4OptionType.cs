using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The type of an IPv4 option with its copied flag, RFC 791 §3.1 and IANA.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ipv4-option-types.csv")]
public readonly partial record struct Ipv4OptionType(byte Value);
