namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I3: no packet of the peer is accepted twice, beyond what the policy of takeovers declares
/// (RFC 4303 §3.4.3, RFC 6027 §3.5).
/// </summary>
/// <param name="Accepted">The numbers that were accepted, a bit for each: 0 to 63.</param>
/// <param name="Twice">How many were accepted twice.</param>
public sealed record RefusedReplays(ulong Accepted, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I3", nameof(RefusedReplays),
        "no packet is accepted twice beyond what the policy declares",
        "packets accepted twice",
        ["FloorNotAwaited", "FloorLoweredForOthers", "WindowForgotten", "PeriodicCounters"]);

    /// <summary>Nothing was accepted yet.</summary>
    public static RefusedReplays None { get; } = new(0, 0);

    /// <summary>After a packet was accepted by somebody.</summary>
    public RefusedReplays Seen(ulong number)
    {
        var bit = 1ul << (int)number;
        return new(Accepted | bit, Twice + ((Accepted & bit) != 0 ? 1 : 0));
    }
}
