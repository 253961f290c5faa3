namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I33: the octets that bound the life of an SA are counted over all members, so no takeover makes
/// it live longer (RFC 4301 §4.4.2.1).
/// </summary>
public static class BoundedLife
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I33", nameof(BoundedLife), "no takeover makes an SA protect more octets than its life",
        "octets used over all members", ["LifeCountedAnew"]);
}
