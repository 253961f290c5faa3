using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>A packet that was opened.</summary>
/// <param name="Written">Octets of the IP packet in the destination.</param>
/// <param name="Number">The whole sequence number, 64 bits where it is extended.</param>
/// <param name="NextHeader">What the protected part was.</param>
public readonly record struct Decapsulated(int Written, ulong Number, IpProtocol NextHeader);
