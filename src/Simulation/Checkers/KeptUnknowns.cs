using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I36: what a member of a newer version has told is kept as it is and handed on, by members that
/// know nothing of it, through takeovers and snapshots: a cluster may be upgraded member by member.
/// </summary>
public static class KeptUnknowns
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I36", nameof(KeptUnknowns),
        "what a newer member told is kept and handed on by whoever knows nothing of it",
        "members that lost what a newer one told", ["UnknownsForgotten"]);

    /// <summary>Whether whoever knows an IKE SA knows what was told after it, too.</summary>
    public static bool Holds(SaState sas, IkeSaId ike) =>
        !sas.Ikes.TryFind(ike.Key, out _) || sas.Kept.Count > 0;
}
