namespace Holdfast.Simulation.Checkers;

/// <summary>
/// No end of a tunnel sends to where nobody receives (RFC 6027 §3.9), but for an end that died: and
/// that no longer than its neighbour takes to notice.
/// </summary>
/// <param name="For">For how many units packets have been lost so, saturated.</param>
public readonly record struct ShortHoles(int For)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Hole", nameof(ShortHoles),
        "no end sends to where nobody receives, but while it cannot know that the other one died",
        "instants in which one sends nowhere, and could know",
        ["ReceiverLeavesFirst", "SentUnproven", "AnsweredBeforeDone", "DeathUnheeded"]);

    /// <summary>A unit of time later.</summary>
    /// <param name="isHole">Whether packets went nowhere all the while.</param>
    /// <param name="bound">How long they may.</param>
    public ShortHoles Later(bool isHole, int bound) =>
        new(isHole ? Math.Min(For + 1, bound + 1) : 0);
}
