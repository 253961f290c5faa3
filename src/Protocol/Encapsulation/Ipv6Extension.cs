using Holdfast.Codec;
using Holdfast.Protocol.Ah;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// An IPv6 extension header, RFC 8200 §4, chosen by the Next Header in front of it. A fragment
/// header is the last: what follows it is a piece of the datagram (<see
/// cref="Ipv6FragmentablePart"/>).
/// </summary>
[Wire(rfc: 8200, section: "4")]
[LinkOf]
[Case(0, typeof(Ipv6OptionsHeader), Name = "HopByHop")]
[Case(43, typeof(Ipv6RoutingHeader), Name = "Routing")]
[Case(44, typeof(Ipv6FragmentHeader), Name = "Fragment")]
[Case(51, typeof(AhHeader), Name = "Authentication")]
[Case(60, typeof(Ipv6OptionsHeader), Name = "DestinationOptions")]
[Case(135, typeof(Ipv6UniformHeader), Name = "Mobility")]
[Case(139, typeof(Ipv6UniformHeader), Name = "HostIdentity")]
[Case(140, typeof(Ipv6UniformHeader), Name = "Shim6")]
[Until(44)]
public readonly ref partial struct Ipv6Extension;
