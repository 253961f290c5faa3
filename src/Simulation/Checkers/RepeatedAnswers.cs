namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Same: a request that is repeated is answered in the same octets, whoever of the members answers
/// it (RFC 7296 §2.1).
/// </summary>
public static class RepeatedAnswers
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Same", nameof(RepeatedAnswers),
        "a request that is repeated is answered in the same octets, whoever answers",
        "message IDs answered in two ways", ["AnsweredAnew"]);
}
