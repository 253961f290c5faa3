namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I5: sequence numbers never begin anew, and what takeovers skip counts against those that an SA
/// has (RFC 4303 §3.3.3, RFC 6311 §5.2).
/// </summary>
public static class UnwrappedNumbers
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I5", nameof(UnwrappedNumbers),
        "numbers never begin anew, and what is skipped counts as used",
        "packets with a number that came round", ["NumberComesRound"]);
}
