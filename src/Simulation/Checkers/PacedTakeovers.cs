namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I32: what a takeover owes to many SAs is begun within a rate, a burst and a number at once, and
/// all of it ends within the time that the configuration promises.
/// </summary>
public static class PacedTakeovers
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I32", nameof(PacedTakeovers),
        "SAs are made anew within a rate, and all of them within the promised time",
        "exchanges at once, and begun at once beyond the rate",
        ["NobodyIsPaced", "RateForgottenByDone"]);
}
