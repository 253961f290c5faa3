namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I13: inside and outside are active at the same member where traffic passes (RFC 2281 §5.1 knows
/// one group alone): what came in by one member never returns by another one.
/// </summary>
public static class UnsplitTraffic
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I13", nameof(UnsplitTraffic),
        "traffic passes where inside and outside are active alike, and returns as it came",
        "boxes open on one side alone, and answers elsewhere",
        ["GateOpensFirst", "GroupsUnbound", "DrainedStillOpen"]);

    /// <summary>What a member is to packets at an instant.</summary>
    /// <param name="IsFront">Whether packets from outside come to it.</param>
    /// <param name="IsBack">Whether packets from inside come to it.</param>
    /// <param name="Passes">Whether it lets them pass.</param>
    public readonly record struct Door(bool IsFront, bool IsBack, bool Passes)
    {
        /// <summary>Whether it lets packets pass while one side alone is active.</summary>
        public bool IsAjar => Passes && !(IsFront && IsBack);
    }

    /// <summary>
    /// Whether a request passes at one member, and its answer at another one.
    /// </summary>
    /// <param name="one">A member.</param>
    /// <param name="other">The other one.</param>
    /// <param name="reaches">
    /// Whether the member of an index (0, 1) is in one segment with the peer outside, or with the
    /// host inside.
    /// </param>
    public static bool IsSplit(Door one, Door other, Func<int, (bool Peer, bool Host)> reaches) =>
        IsSplit(one, reaches(0), other, reaches(1)) || IsSplit(other, reaches(1), one, reaches(0));

    private static bool IsSplit(
        Door there, (bool Peer, bool Host) at, Door back, (bool Peer, bool Host) from) =>
        there is { IsFront: true, Passes: true } && at is { Peer: true, Host: true }
        && back is { IsBack: true, Passes: true } && from.Host;
}
