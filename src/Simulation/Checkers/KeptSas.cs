namespace Holdfast.Simulation.Checkers;

/// <summary>
/// A planned drain loses no SA (RFC 6027 §3.3): wherever traffic passes, the SAs are there and may
/// be used, unless their peer was redirected and has gone (RFC 5685 §5).
/// </summary>
public static class KeptSas
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Kept", nameof(KeptSas), "who carries the traffic after a drain has the SAs, and uses them",
        "members that carry traffic without SAs", ["LeavesUnacknowledged"]);

    /// <summary>Whether a member that lets traffic pass has what it needs.</summary>
    /// <param name="isOpen">Whether traffic passes.</param>
    /// <param name="isUsable">Whether it may use the SA.</param>
    /// <param name="sas">How many SAs it knows.</param>
    public static bool Holds(bool isOpen, bool isUsable, int sas) =>
        !isOpen || (isUsable && sas > 0);
}
