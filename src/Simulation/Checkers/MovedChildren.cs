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
        "CHILD SAs without their IKE SA, and members without one of either",
        ["ChildrenLeftBehind"]);

    /// <summary>Whether it holds.</summary>
    /// <param name="ikes">The IKE SAs that a member knows.</param>
    /// <param name="owners">The IKE SA of each CHILD SA that it knows.</param>
    public static bool Holds(Items<ulong> ikes, Items<ulong> owners) => Left(ikes, owners) == 0;

    /// <summary>CHILD SAs whose IKE SA is gone; IKE SAs that are one too many, or missing; and
    /// whether there is no CHILD SA.</summary>
    /// <param name="ikes">The IKE SAs that a member knows.</param>
    /// <param name="owners">The IKE SA of each CHILD SA that it knows.</param>
    public static int Left(Items<ulong> ikes, Items<ulong> owners) =>
        Math.Abs(ikes.Count - 1) + (owners.Count == 0 ? 1 : 0)
            + owners.Count(owner => !ikes.Contains(owner));
}
