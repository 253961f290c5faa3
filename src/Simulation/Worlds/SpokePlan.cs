using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Worlds;

/// <summary>Spokes that are alike.</summary>
public sealed record SpokePlan
{
    /// <summary>The name of each: with a number behind it where there are several.</summary>
    public required string Name { get; init; }

    /// <summary>How many there are, 1 to 10 000.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The gateways that are its hubs, the preferred one first.</summary>
    public Items<string> Hubs { get; init; }

    /// <summary>Whether it is registered at all hubs at once; else at one, and at the next one once
    /// that is dead to it.</summary>
    public bool AreAllHubsUsed { get; init; } = true;

    /// <summary>How long a hub or a spoke may be silent before it is asked.</summary>
    public TimeSpan WorryAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How spokes find each other.</summary>
    public DmvpnPhase Phase { get; init; } = DmvpnPhase.Redirect;

    /// <summary>How long a registration holds.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Spokes with the same word here share the public address of one NAT; null: none.
    /// </summary>
    public string? BehindNat { get; init; }

    /// <summary>The name of one of them, counted from 0.</summary>
    public string NameOf(int at) =>
        Count == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}-{at + 1}");

    /// <summary>The names of all of them.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Count).Select(NameOf);
}
