using Holdfast.StateMachines;
using static Holdfast.StateMachines.Balance.PacedWork;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I32: members that begin too much.</summary>
public static class PacingCanaries
{
    /// <summary>All that waits is begun at once.</summary>
    public static Next<State, Output> NobodyIsPaced(
        Config config, State state, Instant now, Input input) => Step(
        Config.TryCreate(
            new() { PerSecond = 1, Burst = 100, AtOnceMax = 100, TriesMax = 3 },
            out var wide, out _)
            ? wide
            : config,
        state, now, input);

    /// <summary>An exchange that has ended makes room for the next one, whatever the rate.
    /// </summary>
    public static Next<State, Output> RateForgottenByDone(
        Config config, State state, Instant now, Input input) => Step(
        config, input is Input.Done ? state with { From = null } : state, now, input);
}
