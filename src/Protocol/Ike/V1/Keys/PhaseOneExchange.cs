using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>What the peers said in phase 1 and what its hashes cover, RFC 2409 §5.</summary>
/// <param name="Cookies">The cookies of the SA.</param>
/// <param name="KeOfInitiator">g^xi, the data of the initiator's KE payload.</param>
/// <param name="KeOfResponder">g^xr.</param>
/// <param name="SaBody">SAi_b, the initiator's SA payload without its payload header.</param>
public sealed record PhaseOneExchange(
    IkeSpiPair Cookies, Octets KeOfInitiator, Octets KeOfResponder, Octets SaBody);
