using Holdfast.Codec;

namespace Holdfast.Simulation.Trace;

/// <summary>A sequence of events from the beginning: alone, or with a cycle at its end.</summary>
/// <param name="Columns">The names of the members.</param>
/// <param name="Start">What each of them is in the beginning.</param>
/// <param name="Stem">The events that lead there.</param>
/// <param name="Cycle">The events that then repeat for ever; empty: it ends there.</param>
public sealed record Counterexample(
    Items<string> Columns,
    Items<string> Start,
    Items<TraceEvent> Stem,
    Items<TraceEvent> Cycle)
{
    /// <summary>Events in all.</summary>
    public int Length => Stem.Count + Cycle.Count;
}

/// <summary>An event of a trace.</summary>
/// <param name="Time">Units of time since the beginning, before the event.</param>
/// <param name="Actor">The column to which it happens; null: to the world.</param>
/// <param name="What">What happens.</param>
/// <param name="Follows">What follows from it at once.</param>
/// <param name="After">What each member is afterwards.</param>
public sealed record TraceEvent(
    int Time, int? Actor, string What, Items<string> Follows, Items<string> After);
