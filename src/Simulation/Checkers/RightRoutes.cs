namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I14: an injected route exists if and only if an SA for it is usable, its member is active, and
/// it is not draining. It is asked wherever a member has done all that its machine wants done.
/// </summary>
public static class RightRoutes
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I14", nameof(RightRoutes),
        "a route exists if and only if its SA is usable and this member is active",
        "members with a route missing, or one too many",
        ["RouteKept", "StandbyWithRoutes"]);

    /// <summary>Whether as many routes exist as are called for.</summary>
    /// <param name="routes">How many exist.</param>
    /// <param name="isCalledFor">Whether an SA is usable here, and this member serves it.</param>
    public static bool Holds(int routes, bool isCalledFor) => routes == (isCalledFor ? 1 : 0);
}
