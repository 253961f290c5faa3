using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I26: what members know is the fold of their log, in whatever order, how often and how late its
/// messages came: two members at the same place of a log know the same.
/// </summary>
public static class FoldedAlike
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I26", nameof(FoldedAlike),
        "two members at the same place of the log know the same, however its messages came",
        "members that differ at one place of the log", ["LateFactSetsBack"]);

    /// <summary>Whether two members that are at one place know the same.</summary>
    public static bool Are(SaReplication.State one, SaReplication.State other) =>
        one.Replica.Last != other.Replica.Last
        || one.Replica.Sas.Digest == other.Replica.Sas.Digest;
}
