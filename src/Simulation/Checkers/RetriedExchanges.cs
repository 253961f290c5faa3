namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Retried: what the peer has no time for is tried again (RFC 7296 §2.25, TEMPORARY_FAILURE), until
/// it is done, or the peer has done the same.
/// </summary>
public static class RetriedExchanges
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Retried", nameof(RetriedExchanges),
        "a wish that is answered TEMPORARY_FAILURE is not dropped", "sides that dropped a wish",
        ["TemporaryIsFinal"]);
}
