namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I15: a rekey (RFC 7296 §2.8) causes no instant without the route. Each instant between two
/// things that a member does is looked at.
/// </summary>
/// <param name="IsRekeyed">Whether a routed SA is being replaced by another one.</param>
/// <param name="Without">Instants without the route meanwhile.</param>
public readonly record struct SteadyRoutes(bool IsRekeyed, int Without)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I15", nameof(SteadyRoutes), "a rekey causes no instant without the route",
        "rekeyed SAs with an instant without their route",
        ["DeletedBeforeAdded", "ReplacedInTwoSteps", "OldWithdrawalTakesNewRoute"]);

    /// <summary>A new SA is to take the place of one; without a route there is none to lose.
    /// </summary>
    public SteadyRoutes Begun(bool isRouted) => this with { IsRekeyed = IsRekeyed || isRouted };

    /// <summary>The old SA is gone, or the new one is to go as well.</summary>
    public SteadyRoutes Ended() => this with { IsRekeyed = false };

    /// <summary>An instant; one without the route is enough.</summary>
    public SteadyRoutes Seen(bool isRouted) =>
        IsRekeyed && !isRouted ? this with { Without = 1 } : this;
}
