using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>Who sent a packet to whom, in the Linux cooked header.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("linux-packet-types.csv")]
public readonly partial record struct LinuxPacketType(ushort Value);
