using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>What an entry of a timeline is about.</summary>
public enum MomentKind
{
    /// <summary>Something broke, or was mended.</summary>
    Fault,

    /// <summary>Somebody began to run, or stopped.</summary>
    Life,

    /// <summary>A role changed: who has the first hop, who reigns, who stands by.</summary>
    Role,

    /// <summary>Traffic of a direction stopped, or went on.</summary>
    Traffic,

    /// <summary>An SA came or went.</summary>
    Sa,

    /// <summary>A route came or went.</summary>
    Route,

    /// <summary>A peer was declared dead, asked, or found again.</summary>
    Peer,

    /// <summary>An invariant was broken.</summary>
    Violation,
}

/// <summary>An entry of a timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Who">A member, peer, host or segment; empty: the world.</param>
/// <param name="Says">What happened, in a few words.</param>
/// <param name="Mark">With a member, how it stands then: "✗" down, "○" up and how much it knows,
/// "●" traffic passes there.</param>
public sealed record Moment(
    Instant At, MomentKind Kind, string Who, string Says, string Mark = "");
