using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Promela;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Schedules;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Models;

/// <summary>A model whose types nobody needs to know: what can be done with any of them.</summary>
public abstract class World
{
    private World()
    {
    }

    /// <summary>The name of the model.</summary>
    public abstract string Name { get; }

    /// <summary>What is counted in every state, by name.</summary>
    public Items<string> Gauges => [.. Rules().Gauges.Select(one => one.Name)];

    /// <summary>What is asked to come, by name, and the claim in words: its time is measured.
    /// </summary>
    public Items<(string Name, string Says)> Goals =>
        [.. Rules().Goals.Select(one => (one.Name, one.Says))];

    /// <summary>The world of a model.</summary>
    public static World Of<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        new OfModel<TConfig, TState, TInput, TOutput>(model);

    /// <summary>Finds every state that it can reach, and what is wrong with it.</summary>
    public Outcome Explore(Limits limits, Lent lent) =>
        Exploration.Run(Name, Rules(), limits, lent);

    /// <summary>Finds every state that it can reach, and what is wrong with it; then what was
    /// learned can be written for Spin, unless a bound ended it or numbers are counted anew, which
    /// tables cannot say.</summary>
    public (Outcome Outcome, Func<PromelaModel>? Model) Emit(Limits limits, Lent lent)
    {
        var rules = Rules();
        var outcome = Exploration.Run(Name, rules, limits, lent);
        return (outcome, outcome.IsComplete && rules.HasTables
            ? () => PromelaText.Of(Name, rules.Tables())
            : null);
    }

    /// <summary>Runs every schedule of faults within bounds, and lets each heal.</summary>
    public ScheduleOutcome RunSchedules(ScheduleBounds bounds, Limits limits, Lent lent) =>
        ScheduleSearch.Run(Name, Rules(), bounds, limits, lent);

    /// <summary>
    /// Runs one schedule at a time, as somebody chooses who is asked at every event boundary, with
    /// the number of answers: 0 is that nothing breaks. An <see cref="Odometer"/> chooses all.
    /// </summary>
    public Func<Func<int, int>, ScheduleEnd> SchedulePlayer(ScheduleBounds bounds) =>
        ScheduleSearch.Player(Rules(), bounds);

    /// <summary>Lets a counter-example happen once more.</summary>
    public Reenactment Reenact(SavedTrace saved) => Reenacting.Run(Rules(), saved);

    /// <summary>A trace of this world as a timeline.</summary>
    /// <exception cref="InvalidOperationException">It is a trace of another one.</exception>
    public Timeline Draw(Counterexample trace) => TraceTimeline.Of(Rules(), trace);

    /// <summary>The names of its members.</summary>
    internal abstract Items<string> Columns { get; }

    /// <summary>What may break in it or be mended, be asked of it or be sent to it: the words of
    /// its traces.</summary>
    internal abstract Items<string> Words { get; }

    /// <summary>The model as slots; new each time, for they learn.</summary>
    internal abstract SuccessorRules Rules();

    private sealed class OfModel<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model) : World
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        public override string Name => model.Name;

        internal override Items<string> Columns =>
            [.. model.Members.Select(member => member.Name)];

        internal override Items<string> Words =>
            [.. model.Faults.Rules.Select(rule => rule.Name).Distinct()];

        internal override SuccessorRules Rules() =>
            new WorldRules<TConfig, TState, TInput, TOutput>(model);
    }
}
