using Holdfast.StateMachines;

namespace Holdfast.Simulation.Checkers;

/// <summary>A claim about a step of a member.</summary>
/// <typeparam name="TConfig">The configuration of a member.</typeparam>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public delegate bool StepClaim<TConfig, TState, TInput, TOutput>(
    in StepTaken<TConfig, TState, TInput, TOutput> step)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull;

/// <summary>What holds in every step that a member ever takes.</summary>
/// <param name="Name">For results: "I12".</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Holds">The claim.</param>
/// <typeparam name="TConfig">The configuration of a member.</typeparam>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public sealed record StepInvariant<TConfig, TState, TInput, TOutput>(
    string Name, string Says, StepClaim<TConfig, TState, TInput, TOutput> Holds)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>How much of what must not be a step did; null: it says yes or no.</summary>
    public StepGauge<TConfig, TState, TInput, TOutput>? Counted { get; init; }
}

/// <summary>A number that is read off a step of a member.</summary>
/// <typeparam name="TConfig">The configuration of a member.</typeparam>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public delegate int StepReading<TConfig, TState, TInput, TOutput>(
    in StepTaken<TConfig, TState, TInput, TOutput> step)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull;

/// <summary>What is counted of every step that breaks a claim: of a state the most that such a step
/// which led to it did, and 1 of those behind it.</summary>
/// <param name="Name">For results: "peers that were moved".</param>
/// <param name="Says">What the number is, in words.</param>
/// <param name="Read">The number; 0: the claim holds.</param>
/// <typeparam name="TConfig">The configuration of a member.</typeparam>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public sealed record StepGauge<TConfig, TState, TInput, TOutput>(
    string Name, string Says, StepReading<TConfig, TState, TInput, TOutput> Read)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull;

/// <summary>A step, as checkers see it; now is the origin.</summary>
/// <param name="Config">The configuration of the member.</param>
/// <param name="Before">Its state before.</param>
/// <param name="Input">What it took.</param>
/// <param name="After">Its state afterwards.</param>
/// <param name="Outputs">What it put out.</param>
public readonly record struct StepTaken<TConfig, TState, TInput, TOutput>(
    TConfig Config, TState Before, TInput Input, TState After, Outputs<TOutput> Outputs)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull;
