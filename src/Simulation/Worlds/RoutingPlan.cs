using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>Routers of others between two segments.</summary>
/// <param name="One">A segment.</param>
/// <param name="Other">Another one.</param>
public sealed record JoinPlan(string One, string Other)
{
    /// <summary>The least that a packet needs from one to the other.</summary>
    public TimeSpan DelayMin { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The most.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMilliseconds(10);
}

/// <summary>Where the ESP of a peer arrives, whoever has the address of the gateway; what else it
/// sends goes to whoever has it.</summary>
/// <param name="Peer">The peer or spoke.</param>
/// <param name="Member">The member at which it arrives.</param>
public sealed record ReturnPlan(string Peer, string Member);

/// <summary>How segments are joined, and how long routes need to follow what breaks.</summary>
public sealed record RoutingPlan
{
    /// <summary>The routers between segments. Of several ways the one that was joined first is
    /// taken, and another one once routes have converged.</summary>
    public Items<JoinPlan> Joins { get; init; }

    /// <summary>After how much time a router notices that a link is down, or up.</summary>
    public TimeSpan Detection { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From there to routes that heed it; until then what is sent is lost.</summary>
    public TimeSpan Convergence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How members and the routers of their access links find out that they do not hear
    /// each other; null: what lies beyond a link is judged after <see cref="Detection"/>.</summary>
    public BfdPlan? Bfd { get; init; }

    /// <summary>Ways back that lead past the active member.</summary>
    public Items<ReturnPlan> Returns { get; init; }
}
