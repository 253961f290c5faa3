namespace Holdfast.Simulation.Checkers;

/// <summary>
/// No packet of protected traffic leaves without protection (RFC 4301 §5.1), at any instant: not
/// by a default route while there is no route of ours, and not by a route whose SA is gone.
/// </summary>
public static class NothingInClear
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Clear", nameof(NothingInClear), "no packet of protected traffic leaves in the clear",
        "ends that would send in the clear",
        ["RouteWithdrawnAfterSa", "ForwardsBeforeGuard", "SasFlushedFirst"]);

    /// <summary>What becomes of a packet at an instant: whether it leaves in the clear.</summary>
    /// <param name="forwards">Whether packets are forwarded at all.</param>
    /// <param name="isRouted">Whether a route of ours leads it to an SA.</param>
    /// <param name="isGuarded">Whether it is dropped where no route of ours is.</param>
    /// <param name="hasSa">Whether that SA is there.</param>
    public static bool Leaks(bool forwards, bool isRouted, bool isGuarded, bool hasSa) =>
        forwards && (isRouted ? !hasSa : !isGuarded);
}
