namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Believed: who was told that an IKE SA stands is right: whoever may have to serve it on the other
/// side knew it before (RFC 7296 §1.2, RFC 6027 §3.3).
/// </summary>
public static class BelievedSas
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Believed", nameof(BelievedSas),
        "an IKE SA that one side was told of is known to all members of the other one",
        "IKE SAs that one side alone believes in", ["AnsweredBeforeFact"]);
}
