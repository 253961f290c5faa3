using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Simulator;

/// <content>The peer that a spoke is to one of its hubs: its CHILD SA protects a tunnel.</content>
internal sealed partial class PeerBox
{
    /// <summary>The spoke that it belongs to; null: it is a peer like others.</summary>
    public SpokeBox? Tunnels { get; init; }

    /// <summary>Whether there is a tunnel to the hub.</summary>
    public bool HasTunnel => _children.Count > 0;

    /// <summary>A frame for the spoke that is of none of its other SAs.</summary>
    public void Take(LanPort port, Frame frame) => Receive(port, frame);

    /// <summary>Sends something through the tunnel; false: there is none.</summary>
    public bool TrySend(EtherType kind, ReadOnlySpan<byte> payload)
    {
        PeerChild? child = null;
        foreach (var one in _children.Values)
        {
            child = one.IsConfirmed ? one : child;
        }

        if (!IsRunning || IsSuspended || child is null)
        {
            return false;
        }

        var there = EndOf(child.Ike.Agreement);
        var packet = TunnelPackets.Wrap(child.Ike.ChildHere, there, kind, payload);
        if (!child.Out.TryEncapsulate(packet, _room, out var written, out _))
        {
            return false;
        }

        Live(child.Ike, new LivenessCheck.Input.Outbound());
        Send(
            child.Ike.Agreement.Sas, child.Ike.ChildHere, there, _room.AsSpan(0, written),
            MessageKind.Esp);
        return true;
    }

    /// <summary>What a packet of an SA holds is for the host behind it, or for its spoke.</summary>
    private void Opened(ReadOnlySpan<byte> packet)
    {
        if (Tunnels is null)
        {
            _stage.Deliver(packet);
        }
        else
        {
            // What the spoke sends at once takes the same room.
            Tunnels.FromHub(this, packet.ToArray());
        }
    }
}
