using Holdfast.Codec;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>What a model is to the search: slots of small integers, and what leads on.</summary>
internal abstract class SuccessorRules
{
    /// <summary>Number of slots.</summary>
    public abstract int Slots { get; }

    /// <summary>How many values a slot has taken so far: 0 to one less.</summary>
    public abstract int Values(int slot);

    /// <summary>The state in which everything begins.</summary>
    public abstract void Start(Span<int> slots);

    /// <summary>
    /// All that can happen in the state that is loaded. It changes nothing here, so that several
    /// threads may ask at once; false: what it wants must be learned first.
    /// </summary>
    public abstract bool Expand(Expansion into);

    /// <summary>
    /// Finds out what is wanted. It changes nothing here, so that several threads may at once; null
    /// where that is so little that it is left to <see cref="Keep"/>.
    /// </summary>
    public abstract object? FindOut(in Want want);

    /// <summary>Remembers what was found out, unless it is remembered already; null: it finds that
    /// out itself. One at a time, and while nobody asks: the order decides about numbers.</summary>
    public abstract void Keep(in Want want, object? found);

    /// <summary>How many ways there are to exchange what is alike; 1: to change nothing.</summary>
    public abstract int Exchanges { get; }

    /// <summary>
    /// Writes the state that is kept for one and for all that are exchanged for it; returns how
    /// many these are. It learns, while nobody else asks.
    /// </summary>
    public abstract int Fold(Span<int> slots);

    /// <summary>All that can happen, and learns what that takes, while nobody else asks.</summary>
    public void ExpandAndLearn(Expansion into)
    {
        while (!Expand(into))
        {
            Learn(into);
        }
    }

    /// <summary>Learns what is wanted, while nobody else asks; then it begins anew.</summary>
    /// <param name="into">Who wants it.</param>
    /// <param name="found">What others have found out already.</param>
    public void Learn(Expansion into, IReadOnlyDictionary<Want, object>? found = null)
    {
        var wants = into.Wants;
        for (var at = 0; at < wants.Count; at++)
        {
            var want = wants[at];
            if (wants.IndexOf(want) == at)
            {
                object? known = null;
                found?.TryGetValue(want, out known);
                Keep(want, known);
            }
        }

        into.Again();
    }

    /// <summary>
    /// How many of the first slots matter for what must hold, beside the last one; null: no fewer
    /// than all.
    /// </summary>
    public abstract int? Claimed { get; }

    /// <summary>A bit for each invariant that does not hold.</summary>
    public abstract ulong Broken(ReadOnlySpan<int> slots);

    /// <summary>The invariants: name, and the claim in words.</summary>
    public abstract Items<(string Name, string Says)> Invariants { get; }

    /// <summary>The goals.</summary>
    public abstract Items<Goal> Goals { get; }

    /// <summary>Whether a goal holds.</summary>
    public abstract bool IsReached(int goal, ReadOnlySpan<int> slots);

    /// <summary>Whether nothing is broken that keeps goals from being asked for.</summary>
    public abstract bool IsCalm(ReadOnlySpan<int> slots);

    /// <summary>The classes of events that may not be put off for ever, a bit each.</summary>
    public abstract ulong FairnessOf(int happening);

    /// <summary>Which rule of traffic an event is, from 0; −1: it is none.</summary>
    public abstract int TrafficOf(int happening);

    /// <summary>What people call the columns of a trace.</summary>
    public abstract Items<string> Columns { get; }

    /// <summary>What each column shows of a state.</summary>
    public abstract Items<string> Show(ReadOnlySpan<int> slots);

    /// <summary>What a timeline shows of a member.</summary>
    public abstract Items<TrackFact> FactsOf(ReadOnlySpan<int> slots, int member);

    /// <summary>What is broken, as bits.</summary>
    public abstract ulong BitsOf(ReadOnlySpan<int> slots);

    /// <summary>What is counted in every state.</summary>
    public abstract Items<(string Name, string Says)> Gauges { get; }

    /// <summary>Finds out what reading takes, once all states are there; from then on several
    /// threads may read at once.</summary>
    public abstract void BeginReading();

    /// <summary>Counts it.</summary>
    public abstract int Read(int gauge, ReadOnlySpan<int> slots);

    /// <summary>How much time passes at once.</summary>
    public abstract TimeSpan Unit { get; }

    /// <summary>An event by names, as if nothing else were called the same.</summary>
    public abstract WorldEvent NameOf(ReadOnlySpan<int> slots, int happening);

    /// <summary>An event that follows, by a name that nothing else there has.</summary>
    public WorldEvent NameOf(Expansion expansion, int index)
    {
        var name = NameOf(expansion.Slots, expansion.HappeningAt(index));
        var which = 0;
        for (var other = 0; other < index; other++)
        {
            which += NameOf(expansion.Slots, expansion.HappeningAt(other)) == name ? 1 : 0;
        }

        return name with { Which = which };
    }

    /// <summary>What an event does, in words.</summary>
    public abstract Telling Tell(ReadOnlySpan<int> slots, int happening);

    /// <summary>A number out of all that a state is, the same in every run.</summary>
    public abstract ulong DigestOf(ReadOnlySpan<int> slots);

    /// <summary>The budgets.</summary>
    public abstract Items<(string Name, int Max)> Budgets { get; }

    /// <summary>Whether tables say all: no, if numbers are counted anew after each event, or ways
    /// end with those they lead to.</summary>
    public abstract bool HasTables { get; }

    /// <summary>What was learned so far, as tables.</summary>
    public abstract WorldTables Tables();

    /// <summary>How many local states, inputs and steps are remembered.</summary>
    public abstract Remembered Remembered { get; }
}

/// <summary>A goal without its claim.</summary>
internal readonly record struct Goal(string Name, string Says, bool Stays, int? Within);

/// <summary>What an event does, in words.</summary>
/// <param name="Reason">Why the member decided as it did; empty: nobody decided.</param>
/// <param name="Follows">What follows from it at once.</param>
internal readonly record struct Telling(string Reason, Items<Consequence> Follows);

/// <summary>What was computed once and looked up from then on.</summary>
/// <param name="States">Local states of members.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Steps">Pairs of the two, each with its next state and outputs.</param>
public readonly record struct Remembered(int States, int Inputs, int Steps);
