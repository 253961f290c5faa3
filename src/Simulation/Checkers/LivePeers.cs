namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I16: a peer that lives is never declared dead (RFC 3706 §5.4, RFC 7296 §2.4), as long as routes
/// go around what has failed.
/// </summary>
public static class LivePeers
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I16", nameof(LivePeers), "a peer that lives is not declared dead while routes converge",
        "SAs given up for nothing", ["OneQueryFewer", "ConvergesTooLate"]);

    /// <summary>Whether it holds.</summary>
    /// <param name="isDeclaredDead">Whether the peer is declared dead.</param>
    /// <param name="isDead">Whether it is.</param>
    /// <param name="isCutOff">Whether no link is left, or was at one time.</param>
    public static bool Holds(bool isDeclaredDead, bool isDead, bool isCutOff) =>
        !isDeclaredDead || isDead || isCutOff;
}
