using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I25: whatever messages of replication were lost, in the end every member knows what the active
/// one does.
/// </summary>
public static class RepairedReplicas
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I25", nameof(RepairedReplicas),
        "in the end every member knows what the active one does, whatever was lost",
        "units of time until it does", ["NothingIsRepaired"])
    {
        IsTime = true,
    };

    /// <summary>Whether one member knows what the other one does.</summary>
    public static bool Are(SaReplication.State? one, SaReplication.State? other) =>
        one is null || other is null
        || (one.Replica.Last == other.Replica.Last && FoldedAlike.Are(one, other));
}
