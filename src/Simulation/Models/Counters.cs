using Holdfast.Codec;

namespace Holdfast.Simulation.Models;

/// <summary>
/// Numbers that are only copied, compared with each other, and counted on from the highest one of
/// their kind. Only their order matters, so the explorer numbers them anew, from 1 and without a
/// gap, over everything that members know and messages say: a world in which they grow for ever has
/// finitely many states. Zero is no number, and stays.
/// </summary>
/// <param name="OfState">The numbers in a state of a member.</param>
/// <param name="OfInput">The numbers in a message.</param>
/// <param name="StateWith">A state with other numbers.</param>
/// <param name="InputWith">A message with other numbers.</param>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
public sealed record Counters<TState, TInput>(
    Func<TState, Items<Counted>> OfState,
    Func<TInput, Items<Counted>> OfInput,
    Func<TState, Func<Counted, ulong>, TState> StateWith,
    Func<TInput, Func<Counted, ulong>, TInput> InputWith)
    where TState : notnull
    where TInput : notnull;

/// <summary>A number of a kind: numbers of different kinds are never compared.</summary>
/// <param name="Kind">0 to 3.</param>
/// <param name="Number">The number: up to 64 of the kinds 0 and 1 at once, 31 of 2 and 3.</param>
public readonly record struct Counted(int Kind, ulong Number);
