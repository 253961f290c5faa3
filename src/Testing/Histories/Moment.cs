using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>How much time lies before an input of a history.</summary>
public enum Gap
{
    /// <summary>None.</summary>
    None,

    /// <summary>As much as there is to the deadline.</summary>
    ToTheDeadline,

    /// <summary>One tick less than that.</summary>
    ToJustBeforeTheDeadline,

    /// <summary>A number of ticks, of any magnitude.</summary>
    Some,
}

/// <summary>A moment of a history: a gap in time, then an input. It fits every state.</summary>
/// <param name="Gap">The gap before the input.</param>
/// <param name="Ticks">The length of the gap, where it is not to a deadline.</param>
/// <param name="Letter">Index into the alphabet of the machine; behind its end stands a tick.
/// </param>
public readonly record struct Moment(Gap Gap, long Ticks, int Letter)
{
    /// <summary>Draws a moment for an alphabet of so many letters.</summary>
    public static Moment Draw(Choices choices, int letters) => new(
        (Gap)choices.Below(4),
        1L << choices.Below(40),
        choices.Below(letters + 2));

    /// <summary>Draws a history.</summary>
    public static Moment[] DrawMany(Choices choices, int letters) =>
        [.. Enumerable.Range(0, choices.Below(40)).Select(_ => Draw(choices, letters))];

    /// <summary>When the input comes.</summary>
    public Instant After(Instant now, Instant? deadline) => Gap switch
    {
        Gap.None => now,
        Gap.ToTheDeadline => deadline is { } due ? Instant.Latest(now, due) : now,
        Gap.ToJustBeforeTheDeadline => deadline is { } due
            ? Instant.Latest(now, due - TimeSpan.FromTicks(1))
            : now,
        Gap.Some => now + TimeSpan.FromTicks(Ticks),
    };
}

/// <summary>A step of a machine on its way through a history.</summary>
/// <param name="State">Where it was.</param>
/// <param name="Now">When.</param>
/// <param name="Input">What came.</param>
/// <param name="Next">What it decided.</param>
public readonly record struct Visit<TState, TInput, TOutput>(
    TState State, Instant Now, TInput Input, Next<TState, TOutput> Next);

/// <summary>Histories, walked.</summary>
public static class Walks
{
    /// <summary>Walks a machine through a history.</summary>
    public static IEnumerable<Visit<TState, TInput, TOutput>> Walk<
        TConfig, TState, TInput, TOutput>(
        this Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        IEnumerable<Moment> history,
        Instant begin = default)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var now = begin;
        var state = machine.Initial(config, now);
        foreach (var moment in history)
        {
            now = moment.After(now, machine.Deadline(config, state));
            var input = moment.Letter < machine.Alphabet.Count
                ? machine.Alphabet[moment.Letter].Make(config, state)
                : machine.Tick;
            var next = machine.Step(config, state, now, input);
            yield return new(state, now, input, next);
            state = next.State;
        }
    }
}
