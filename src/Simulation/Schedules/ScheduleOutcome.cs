using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Schedules;

/// <summary>What came of all schedules of faults.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Bounds">Which schedules there are.</param>
/// <param name="Ending">Why it ended.</param>
/// <param name="Schedules">
/// Schedules whose outcome is known: each a sequence of choices, at every event boundary which
/// fault or none. Where two have led to the same state at the same time with the same number of
/// faults, what follows is the same, and is walked once for both.
/// </param>
/// <param name="Prefixes">What was walked: states at a time with a number of faults.</param>
/// <param name="States">States, each counted once.</param>
/// <param name="Alphabet">The faults and mends that happened somewhere, by name.</param>
/// <param name="Seconds">Time for all of it.</param>
/// <param name="Invariants">The invariants that were asked of every state.</param>
/// <param name="Goals">What came of each goal once everything was mended.</param>
/// <param name="Violations">What does not hold, each with a trace.</param>
public sealed record ScheduleOutcome(
    string Name, ScheduleBounds Bounds, Ending Ending, UInt128 Schedules, long Prefixes,
    long States, Items<string> Alphabet, double Seconds, Items<Verdict> Invariants,
    Items<HealVerdict> Goals, Items<Violation> Violations)
{
    /// <summary>Whether every schedule within the bounds has an outcome.</summary>
    public bool IsComplete => Ending == Ending.Complete;
}

/// <summary>What came of a goal once everything was mended, over all schedules.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Never">After how many schedules it never comes.</param>
/// <param name="Spread">After how many it takes so many units of time, from 0 to the worst.</param>
/// <param name="WorstTrace">A trace of the worst of those; null: there are none.</param>
public sealed record HealVerdict(
    string Name, string Says, UInt128 Never, Items<UInt128> Spread, Counterexample? WorstTrace);

/// <summary>What came of one schedule.</summary>
/// <param name="Broken">A bit for each invariant that did not hold somewhere.</param>
/// <param name="Heals">
/// Units of time until each goal held for good once everything was mended; null: never.
/// </param>
public sealed record ScheduleEnd(ulong Broken, Items<int?> Heals);
