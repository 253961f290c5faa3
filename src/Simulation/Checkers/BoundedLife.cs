namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I33: the octets that bound the life of an SA are counted over all members, so no takeover makes
/// it live longer (RFC 4301 §4.4.2.1). Two that are active in a partition count each for itself
/// (docs/adr/0113).
/// </summary>
public static class BoundedLife
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I33", nameof(BoundedLife), "no takeover makes an SA protect more octets than its life",
        "octets used over all members", ["LifeCountedAnew"]);

    /// <summary>The most that is protected where two were active apart: each of them uses what it
    /// knows to be left, and one of the two counts is lost when they hear each other again.
    /// </summary>
    /// <param name="life">Octets in the life of an SA.</param>
    /// <param name="partitions">In how many partitions two were active, and so whose octets were
    /// not counted by the other one: one life more for each.</param>
    public static ulong Apart(ulong life, int partitions) => life * (1 + (ulong)partitions);
}
