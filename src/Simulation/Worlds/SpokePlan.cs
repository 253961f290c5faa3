using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>How spokes of a DMVPN find each other.</summary>
public enum DmvpnPhase
{
    /// <summary>Not at all: everything passes the hub.</summary>
    HubOnly,

    /// <summary>The routes of a spoke name the other spoke, which it resolves.</summary>
    NextHop,

    /// <summary>The hub says that there is a shorter way, and the spoke resolves it.</summary>
    Redirect,
}

/// <summary>Spokes that are alike.</summary>
public sealed record SpokePlan
{
    /// <summary>The name of each: with a number behind it where there are several.</summary>
    public required string Name { get; init; }

    /// <summary>How many there are, 1 to 10 000.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The gateways that are its hubs; all are registered at.</summary>
    public Items<string> Hubs { get; init; }

    /// <summary>How spokes find each other.</summary>
    public DmvpnPhase Phase { get; init; } = DmvpnPhase.Redirect;

    /// <summary>How long a registration holds.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Spokes with the same word here share the public address of one NAT; null: none.
    /// </summary>
    public string? BehindNat { get; init; }
}
