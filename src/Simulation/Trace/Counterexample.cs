using Holdfast.Codec;

namespace Holdfast.Simulation.Trace;

/// <summary>A sequence of events from the beginning: alone, or with a cycle at its end.</summary>
/// <param name="Columns">The names of the members.</param>
/// <param name="Unit">How much time passes at once.</param>
/// <param name="Start">What each of them is in the beginning.</param>
/// <param name="StartDigest">The digest of the beginning.</param>
/// <param name="Stem">The events that lead there.</param>
/// <param name="Cycle">The events that then repeat for ever; empty: it ends there.</param>
public sealed record Counterexample(
    Items<string> Columns,
    TimeSpan Unit,
    Items<string> Start,
    ulong StartDigest,
    Items<TraceEvent> Stem,
    Items<TraceEvent> Cycle)
{
    /// <summary>Events in all.</summary>
    public int Length => Stem.Count + Cycle.Count;

    /// <summary>All events, those of the cycle once.</summary>
    public IEnumerable<TraceEvent> Events => Stem.Concat(Cycle);
}

/// <summary>An event of a trace.</summary>
/// <param name="Time">Units of time since the beginning, before the event.</param>
/// <param name="Event">What happens.</param>
/// <param name="Reason">Why the member decided as it did; empty: nobody decided.</param>
/// <param name="Follows">What follows from it at once.</param>
/// <param name="After">What each member is afterwards.</param>
/// <param name="Digest">
/// The digest of the whole state afterwards: the same in every process, on every machine.
/// </param>
public sealed record TraceEvent(
    int Time, WorldEvent Event, string Reason, Items<Consequence> Follows, Items<string> After,
    ulong Digest);

/// <summary>What follows from an event at once.</summary>
/// <param name="Who">The member.</param>
/// <param name="From">Who sent what it takes; null: it puts something out.</param>
/// <param name="What">What it takes or puts out.</param>
/// <param name="Reason">Why it decided as it did.</param>
public sealed record Consequence(string Who, string? From, string What, string Reason);
