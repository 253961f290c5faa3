using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I31: a rekey of an IKE SA moves all its CHILD SAs, once, on every member (RFC 7296 §2.18).
/// </summary>
public static class MovedChildren
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I31", nameof(MovedChildren),
        "a rekeyed IKE SA has taken all CHILD SAs along, and there is one IKE SA at a time",
        "CHILD SAs of an IKE SA that is gone, and members without one", ["ChildrenLeftBehind"]);

    /// <summary>Whether it holds.</summary>
    /// <param name="ikes">The IKE SAs that a member knows.</param>
    /// <param name="owners">The IKE SA of each CHILD SA that it knows.</param>
    public static bool Holds(Items<ulong> ikes, Items<ulong> owners) =>
        ikes.Count == 1 && owners.Count > 0 && owners.All(owner => owner == ikes[0]);
}
