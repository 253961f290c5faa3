using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <content>Spokes of a DMVPN.</content>
internal sealed partial class Stage
{
    private readonly Dictionary<string, SpokeBox> _spokeOfPeer = [];
    private readonly Dictionary<uint, SpokeBox> _spokeBefore = [];
    private readonly Dictionary<HostAddress, SpokeBox> _spokeAt = [];

    /// <summary>The spokes by name.</summary>
    public Dictionary<string, SpokeBox> Spokes { get; } = [];

    /// <summary>What spokes agree on with each other.</summary>
    public LinkAgreements Links { get; } = new();

    /// <summary>The spoke that is a peer to a hub under a name; null: none is.</summary>
    public SpokeBox? SpokeOf(string peer) => _spokeOfPeer.GetValueOrDefault(peer);

    /// <summary>The spoke of an address inside the tunnels; null: it is none's.</summary>
    public SpokeBox? SpokeAt(HostAddress tunnel) => _spokeAt.GetValueOrDefault(tunnel);

    /// <summary>The spoke behind which an address is; null: it is behind none.</summary>
    public SpokeBox? SpokeBefore(HostAddress address) =>
        _spokeBefore.TryGetValue((uint)address.Value & 0xFFFF_FF00, out var spoke)
            && spoke.IsBehind(address) ? spoke : null;

    private void MakeSpokes(IReadOnlyList<SpokeSeat> seats)
    {
        var sharing = new Dictionary<LanPort, List<SpokeBox>>();
        foreach (var seat in seats)
        {
            if (Fabric.PortAt(seat.Home) is not { } port)
            {
                continue;
            }

            if (!sharing.TryGetValue(port, out var behind))
            {
                sharing[port] = behind = [];
            }

            var spoke = new SpokeBox(this, seat, port, behind.Count);
            behind.Add(spoke);
            Spokes.Add(seat.Name, spoke);
            _spokeAt[seat.Tunnel] = spoke;
            _spokeBefore[(uint)seat.Network.Address.Value & 0xFFFF_FF00] = spoke;
            foreach (var hubs in seat.HubsAtOnce)
            {
                var name = seat.At(hubs[0]);
                var peer = new PeerBox(
                    this, Plan.Peers.First(one => one.Name == name), Plan.Gateway(hubs[0])!,
                    [port])
                {
                    Remotes = (_, _) => seat.Network,
                    Nat = spoke.Nat,
                    Tunnels = spoke,
                };
                Peers.Add(name, peer);
                _spokeOfPeer.Add(name, spoke);
                spoke.Add(peer);
            }
        }

        foreach (var (port, behind) in sharing)
        {
            // They have asked who their router is, and the switch has seen them do so.
            port.Lan.Learn(port);
            port.Receive = (card, frame) => behind.ForEach(spoke => spoke.Receive(card, frame));
        }

        if (seats.Count > 0)
        {
            foreach (var router in Fabric.Routers)
            {
                router.BeLearned();
            }
        }
    }
}
