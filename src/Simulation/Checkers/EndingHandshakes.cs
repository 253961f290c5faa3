namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Ending: what is half-open comes to stand or is given up at both sides (RFC 7296 §2.4).
/// </summary>
public static class EndingHandshakes
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Ending", nameof(EndingHandshakes), "nothing is half-open for ever at either side",
        "units of time until nothing is", ["HalfOpenKept"])
    {
        IsTime = true,
    };
}
