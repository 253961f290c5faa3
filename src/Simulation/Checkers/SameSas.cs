using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Agreed: in the end both sides have the same IKE SAs with the same CHILD SAs and keys, one at
/// least where somebody wants one, whoever began and whatever was begun at once (RFC 7296 §2.4).
/// </summary>
public static class SameSas
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Agreed", nameof(SameSas),
        "in the end both sides have the same IKE SAs, and one that is wanted is there",
        "units of time until they have", ["BeginnerEndsAll"])
    {
        IsTime = true,
    };

    /// <summary>Whether it holds.</summary>
    /// <param name="ours">Our IKE SAs: SPIs, keys, and of the CHILD SA both SPIs and keys.</param>
    /// <param name="theirs">Those of the other side, as we would name them.</param>
    /// <param name="isWanted">Whether somebody wants one.</param>
    public static bool Hold(
        Items<(IkeSaId Id, ulong Keys, uint Inbound, uint Outbound, ulong ChildKeys)> ours,
        Items<(IkeSaId Id, ulong Keys, uint Inbound, uint Outbound, ulong ChildKeys)> theirs,
        bool isWanted) => ours.Count == theirs.Count && (ours.Count > 0 || !isWanted)
        && ours.All(theirs.Contains);
}
