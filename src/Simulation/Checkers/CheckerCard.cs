using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>What a checker claims, what it measures, and which canaries it has to catch.</summary>
/// <param name="Invariant">The invariant: "I1a".</param>
/// <param name="Checker">The type that checks it.</param>
/// <param name="Claim">The claim in words.</param>
/// <param name="Measure">The name of what is counted while it is asked: a gauge of worlds.</param>
/// <param name="Canaries">Members broken on purpose, by name.</param>
public sealed record CheckerCard(
    string Invariant, string Checker, string Claim, string Measure, Items<string> Canaries)
{
    /// <summary>Whether what is measured is a time: the longest until its goal holds, from any
    /// state in any order.</summary>
    public bool IsTime { get; init; }

    /// <summary>The claim, asked of every state, in which something is counted as well.</summary>
    public Invariant<TState> Always<TState>(Claim<TState> holds, Reading<TState> count)
        where TState : notnull => new(Invariant, Claim, holds)
        {
            Counted = new(Measure, Says, count),
        };

    /// <summary>The claim, that what is counted is never more than so much.</summary>
    public Invariant<TState> AtMost<TState>(int most, Reading<TState> count)
        where TState : notnull =>
        Always((in Look<TState> look) => count(in look) <= most, count);

    /// <summary>The claim, that what is counted never is.</summary>
    public Invariant<TState> Never<TState>(Reading<TState> count)
        where TState : notnull => AtMost(0, count);

    /// <summary>The claim, that no step does what is counted.</summary>
    public StepInvariant<TConfig, TState, TInput, TOutput> InNoStep<
        TConfig, TState, TInput, TOutput>(StepReading<TConfig, TState, TInput, TOutput> count)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => new(
            Invariant, Claim,
            (in StepTaken<TConfig, TState, TInput, TOutput> step) => count(in step) == 0)
        {
            Counted = new(Measure, Says, count),
        };

    /// <summary>The claim, which comes to hold for ever from every state.</summary>
    public Eventually<TState> InTheEnd<TState>(Claim<TState> holds)
        where TState : notnull => new(Invariant, Claim, holds) { Stays = true };

    private string Says => $"{Measure} ({Invariant})";
}
