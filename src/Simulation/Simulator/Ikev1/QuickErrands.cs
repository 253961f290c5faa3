using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Ikev1;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>How a message of quick mode came, and what becomes of it.</summary>
/// <param name="Flow">Over which flow.</param>
/// <param name="Send">Sends a datagram to the peer.</param>
/// <param name="Serve">What whoever receives by an SPI may have, and where we are to receive; null:
/// nothing.</param>
/// <param name="Establish">Makes the CHILD SA a fact, and says later whether it is one.</param>
/// <param name="Use">Hears that the peer has it.</param>
/// <param name="Abandon">Hears that nobody has shown that the peer has it.</param>
internal sealed record QuickCaller(
    UdpFlow Flow, Action<Octets> Send, Func<Spi, (QuickPeer Peer, Spi Inbound)?> Serve,
    Action<QuickSa, Action<bool>> Establish, Action Use, Action Abandon);

/// <summary>What becomes of a quick mode that a box begins.</summary>
/// <param name="Flow">Over which flow.</param>
/// <param name="Send">Sends a datagram.</param>
/// <param name="Establish">Makes the CHILD SA a fact, and says later whether it is one.</param>
/// <param name="Over">Hears that there is none.</param>
internal sealed record QuickErrand(
    UdpFlow Flow, Action<Octets> Send, Action<QuickSa, Action<bool>> Establish, Action Over);
