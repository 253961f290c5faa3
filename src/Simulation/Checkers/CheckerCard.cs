using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>What a checker claims, what it measures, and which canaries it has to catch.</summary>
/// <param name="Invariant">The invariant: "I1a".</param>
/// <param name="Checker">The type that checks it.</param>
/// <param name="Claim">The claim in words.</param>
/// <param name="Measure">What it counts while it looks.</param>
/// <param name="Canaries">Members broken on purpose, by name.</param>
public sealed record CheckerCard(
    string Invariant, string Checker, string Claim, string Measure, Items<string> Canaries)
{
    /// <summary>The claim, asked of every state.</summary>
    public Invariant<TState> Always<TState>(Claim<TState> holds)
        where TState : notnull => new(Invariant, Claim, holds);

    /// <summary>The claim, asked of every step.</summary>
    public StepInvariant<TConfig, TState, TInput, TOutput> InEveryStep<
        TConfig, TState, TInput, TOutput>(StepClaim<TConfig, TState, TInput, TOutput> holds)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => new(Invariant, Claim, holds);

    /// <summary>The claim, which comes to hold for ever from every state.</summary>
    public Eventually<TState> InTheEnd<TState>(Claim<TState> holds)
        where TState : notnull => new(Invariant, Claim, holds) { Stays = true };
}
