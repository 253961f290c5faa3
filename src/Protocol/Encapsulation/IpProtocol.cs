using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An Internet protocol number of IANA: IPv4 Protocol, IPv6 Next Header.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ip-protocols.csv")]
public readonly partial record struct IpProtocol(byte Value);
