using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>How a spoke stands with one of its hubs.</summary>
internal sealed class HubTunnel(
    PeerBox peer, NhrpRegistration.Config config, Instant now)
{
    /// <summary>The peer that the spoke is to it.</summary>
    public PeerBox Peer => peer;

    public NhrpRegistration.State Registration { get; set; } =
        NhrpRegistration.Initial(config, now);

    /// <summary>Whether the SA with it was up when that was last told.</summary>
    public bool HasSa { get; set; }

    /// <summary>Whether packets may go through it.</summary>
    public bool IsUsable { get; set; }
}

/// <summary>The way of a spoke to one destination.</summary>
internal sealed class SpokeWay(HostAddress destination, NhrpShortcut.State state)
{
    public HostAddress Destination => destination;

    public NhrpShortcut.State State { get; set; } = state;

    /// <summary>What is installed; null: packets go through a hub.</summary>
    public Binding? Installed { get; set; }

    /// <summary>The address outside to which its SA is wanted.</summary>
    public HostAddress Nbma { get; set; }

    /// <summary>The address inside of the router with which its SA is.</summary>
    public HostAddress? Router { get; set; }

    /// <summary>That of whoever has answered last.</summary>
    public HostAddress? Answered { get; set; }
}
