namespace Holdfast.Simulation.Checkers;

/// <summary>Where nothing is broken, both ends of a session of BFD come up (RFC 5880 §6.2).
/// </summary>
public static class ReturnedSessions
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Returned", nameof(ReturnedSessions),
        "a session comes up at both ends once nothing is broken any more, and stays so",
        "units of time until it has", ["InitUnheeded"])
    {
        IsTime = true,
    };
}
