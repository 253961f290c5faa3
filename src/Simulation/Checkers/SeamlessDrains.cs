using System.Numerics;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// A planned drain loses no packet (RFC 6027 §3.5): whoever takes over refuses only numbers up to
/// the last one that was accepted, since the floor came down before the place was given up.
/// </summary>
public static class SeamlessDrains
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Seamless", nameof(SeamlessDrains),
        "who takes over after a drain refuses no packet behind those that were accepted",
        "packets that are refused, and nobody accepted", ["LeavesUnsettled"]);

    /// <summary>How many numbers a successor refuses behind where its predecessor ended.</summary>
    /// <param name="floor">The floor of the successor.</param>
    /// <param name="accepted">The numbers that were accepted, a bit for each: 0 to 63.</param>
    public static int Refused(InboundFloor floor, ulong accepted) => (int)Int128.Clamp(
        (Int128)floor.Bottom - BitOperations.Log2(accepted | 1), 0, int.MaxValue);
}
