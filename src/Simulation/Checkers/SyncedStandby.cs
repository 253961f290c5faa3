using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// A standby that calls itself synced knows everything that has taken effect, and nobody goes on
/// alone beside it (RFC 6027 §3.3): what makes a takeover lose nothing.
/// </summary>
public static class SyncedStandby
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Synced", nameof(SyncedStandby),
        "a synced standby lacks nothing, and nobody goes on alone beside it",
        "facts that a synced standby lacks, or will",
        ["SoloTooEarly", "DriftForgotten", "SyncedByWhatIsHeard"]);

    /// <summary>How many facts that took effect the standby lacks; where the active member goes
    /// on alone it will lack one at least.</summary>
    public static int Missing(SaReplication.State active, SaReplication.State standby) =>
        Lacks(active, standby) is null ? 0 : Math.Max(1, (int)Int128.Clamp(
            (Int128)((SaReplication.Role.Active)active.Role).Committed - standby.Replica.Index,
            0, int.MaxValue));

    /// <summary>What is wrong with an active member and a synced standby; null: nothing.</summary>
    public static string? Lacks(SaReplication.State active, SaReplication.State standby) =>
        active.Role is not SaReplication.Role.Active one
        || standby.Role is not SaReplication.Role.Standby
        {
            Standing: SaReplication.Standing.Synced,
        } other
        || other.Reign != one.Reign ? null
        : standby.Replica.Index < one.Committed ? "it lacks what has taken effect"
        : one.IsSolo ? "the active member goes on alone"
        : null;
}
