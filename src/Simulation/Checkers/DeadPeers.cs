namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I17: a peer that is dead is declared dead within the quiet time and all queries (RFC 3706 §5.5,
/// RFC 7296 §2.4).
/// </summary>
/// <param name="For">For how many units it has been dead, saturated.</param>
public readonly record struct DeadPeers(int? For)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I17", nameof(DeadPeers), "a dead peer is declared dead in the time that is configured",
        "units in which a dead peer is not declared so", ["OneQueryMore"]);

    /// <summary>It dies now, if it lived.</summary>
    public DeadPeers Died() => new(For ?? 0);

    /// <summary>A unit of time later.</summary>
    public DeadPeers Later(int bound) =>
        new(For is { } units ? Math.Min(units + 1, bound + 1) : null);

    /// <summary>For how many units it has been dead, and is not declared so.</summary>
    public int Undeclared(bool isDeclaredDead) => isDeclaredDead ? 0 : For ?? 0;
}
