namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I19: a standby sends nothing on shared SAs (RFC 6027 §3.2): neither IKE nor ESP, nor does it
/// receive.
/// </summary>
public static class QuietStandby
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I19", nameof(QuietStandby), "a standby sends nothing on shared SAs",
        "standbys that wanted to send", ["StandbyThatRequests"]);
}
