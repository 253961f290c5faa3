using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>
/// Inputs with gaps in time that fit every machine: a letter is taken from the alphabet of whatever
/// machine walks it. Law: any part of a history is a history.
/// </summary>
/// <param name="Moments">What comes, and how much time before it.</param>
public sealed record History(Items<Moment> Moments)
{
    private const int Letters = 1 << 16;

    /// <summary>Draws one of up to 39 moments.</summary>
    public static History Draw(Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return new([.. Moment.DrawMany(choices, Letters)]);
    }

    /// <summary>Walks a machine through it.</summary>
    public IEnumerable<Visit<TState, TInput, TOutput>> Walk<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        ArgumentNullException.ThrowIfNull(machine);
        // One letter more than the alphabet has: a tick.
        var letters = machine.Alphabet.Count + 1;
        return machine.Walk(
            config, Moments.Select(one => one with { Letter = one.Letter % letters }));
    }

    /// <summary>A line for each step of a machine: when, the input, the outputs and why.</summary>
    public IEnumerable<string> Tell<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => Walk(machine, config).Select(visit =>
            $"{visit.Now,12}  {visit.Input}  →  "
            + $"{string.Join(", ", visit.Next.Outputs.AsEnumerable())}  ({visit.Next.Reason})");
}
