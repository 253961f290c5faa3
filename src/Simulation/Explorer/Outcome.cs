using Holdfast.Codec;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>What an exploration found.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Bounds">The budgets of faults.</param>
/// <param name="Ending">Why it ended; all bounds that were met stand in this result.</param>
/// <param name="States">States, each counted once.</param>
/// <param name="Transitions">Events in those states.</param>
/// <param name="Depth">Events to the farthest of them.</param>
/// <param name="Layers">How many states are so many events away.</param>
/// <param name="Permutations">
/// Sequences of events that these states stand for: to each state those that lead there by as few
/// events as possible. Ends at 2^128 − 1.
/// </param>
/// <param name="Seconds">Time for all states.</param>
/// <param name="Octets">Memory of all states, with the state that each was found from.</param>
/// <param name="Remembered">Steps that were computed; all others were looked up.</param>
/// <param name="Invariants">The invariants that were asked of every state.</param>
/// <param name="Goals">What was found about each goal.</param>
/// <param name="Violations">What does not hold, each with a shortest trace.</param>
public sealed record Outcome(
    string Name,
    Items<Bound> Bounds,
    Ending Ending,
    long States,
    long Transitions,
    int Depth,
    Items<long> Layers,
    UInt128 Permutations,
    double Seconds,
    long Octets,
    Remembered Remembered,
    Items<Verdict> Invariants,
    Items<GoalVerdict> Goals,
    Items<Violation> Violations)
{
    /// <summary>
    /// Of the permutations those that lead to states which are so many events away, from 0.
    /// </summary>
    public Items<UInt128> LayerPermutations { get; init; }

    /// <summary>What was counted in every state that was found.</summary>
    public Items<GaugeVerdict> Gauges { get; init; }

    /// <summary>In how many ways what is alike may be exchanged; 1: nothing is alike.</summary>
    public int Exchanges { get; init; } = 1;

    /// <summary>
    /// The states that those stand for which were found: all that are exchanged for them. Without
    /// exchanges they are the same; null: not all were found.
    /// </summary>
    public long? Unfolded { get; init; }

    /// <summary>
    /// A way to one of the states that are farthest from the beginning; null: not all were found.
    /// </summary>
    public Counterexample? Farthest { get; init; }

    /// <summary>Whether every state within the budgets was found, and everything asked.</summary>
    public bool IsComplete => Ending == Ending.Complete;

    /// <summary>Distinct states in a second.</summary>
    public double StatesPerSecond => Seconds > 0 ? States / Seconds : 0;

    /// <summary>Octets for each state.</summary>
    public double OctetsPerState => (double)Octets / States;
}

/// <summary>How often a kind of fault could happen.</summary>
public readonly record struct Bound(string Name, int Max);

/// <summary>Whether an invariant holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Holds">Whether it does in all states that were found.</param>
public readonly record struct Verdict(string Name, string Says, bool Holds);

/// <summary>Whether a goal is reached from everywhere.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Holds">Null: it was not asked, since not all states were found.</param>
/// <param name="From">The states from which it was asked: all in which nothing disturbs.</param>
/// <param name="Worst">
/// Units of time until it holds, from the worst of them in the worst order; null: no bound.
/// </param>
/// <param name="WorstTrace">A trace of that worst case.</param>
/// <param name="Seconds">Time that it took to find out.</param>
public readonly record struct GoalVerdict(
    string Name, string Says, bool? Holds, long From, int? Worst, Counterexample? WorstTrace,
    double Seconds)
{
    /// <summary>
    /// From how many of the states it takes so many units of time in the worst order, from 0 to
    /// the worst; empty: it was not asked, or no bound can be said.
    /// </summary>
    public Items<long> Spread { get; init; }

    /// <summary>How many permutations lead to those states.</summary>
    public Items<UInt128> Permutations { get; init; }
}

/// <summary>What was counted in every state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">What the number is, in words.</param>
/// <param name="Spread">In how many states it is so much, from 0 to the most.</param>
/// <param name="Permutations">
/// How many permutations lead to those states, each counted as in the whole outcome.
/// </param>
/// <param name="Most">The most.</param>
/// <param name="MostTrace">A shortest trace there; null: it is nothing everywhere.</param>
public sealed record GaugeVerdict(
    string Name, string Says, Items<long> Spread, Items<UInt128> Permutations, int Most,
    Counterexample? MostTrace);

/// <summary>Something that does not hold.</summary>
/// <param name="Name">The name of the invariant or goal.</param>
/// <param name="Trace">How it comes to that.</param>
public sealed record Violation(string Name, Counterexample Trace);
