using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>How a message of phase 1 came, and what becomes of it.</summary>
/// <param name="Flow">Over which flow.</param>
/// <param name="Reply">Answers it.</param>
/// <param name="Establish">Makes the ISAKMP SA a fact, and says later whether it is one; the keys
/// are whose who has called.</param>
internal sealed record PhaseOneCaller(
    UdpFlow Flow, Action<Octets> Reply,
    Action<PhaseOneSa, IsakmpHandshakeKeys, Action<bool>> Establish);

/// <summary>What becomes of an ISAKMP SA that a box begins.</summary>
/// <param name="Send">Sends a datagram.</param>
/// <param name="Establish">Makes it a fact, and says later whether it is one.</param>
/// <param name="Over">Hears that there is none.</param>
internal sealed record PhaseOneErrand(
    Action<Octets> Send, Action<PhaseOneSa, IsakmpHandshakeKeys, Action<bool>> Establish,
    Action Over);
