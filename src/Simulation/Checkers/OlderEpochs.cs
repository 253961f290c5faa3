namespace Holdfast.Simulation.Checkers;

/// <summary>I27: nobody acts on what an older epoch says (RFC 6027 §3.6).</summary>
public static class OlderEpochs
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I27", nameof(OlderEpochs), "nobody acts on what an older epoch says",
        "members that folded a fact of an older epoch", ["OlderEpochBelieved"]);
}
