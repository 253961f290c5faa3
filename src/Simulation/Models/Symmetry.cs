using Holdfast.Codec;

namespace Holdfast.Simulation.Models;

/// <summary>
/// An exchange of what is alike: members take the places of others, and whatever names them
/// follows. What may happen before it may happen after it, so of all states that are exchanged for
/// each other the explorer keeps one.
/// </summary>
/// <param name="Places">Whose place each member takes.</param>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
public sealed record Symmetry<TState, TInput>(Items<int> Places)
    where TState : notnull
    where TInput : notnull
{
    /// <summary>A state of a member, as whoever takes its place has it.</summary>
    public Func<TState, TState> State { get; init; } = static state => state;

    /// <summary>A message under way, as whoever takes the place of its receiver takes it.
    /// </summary>
    public Func<TInput, TInput> Input { get; init; } = static input => input;

    /// <summary>What is broken.</summary>
    public Func<ulong, ulong> Bits { get; init; } = static bits => bits;
}

/// <summary>Exchanges of members that are alike.</summary>
public static class Symmetry
{
    /// <summary>All orders of some members but the one that changes nothing; the others stay.
    /// </summary>
    /// <param name="members">How many members there are.</param>
    /// <param name="alike">How many of them, the first ones, are alike.</param>
    public static Items<Items<int>> Orders(int members, int alike)
    {
        List<List<int>> orders = [[]];
        for (var place = 0; place < alike; place++)
        {
            orders = [.. from order in orders
                         from next in Enumerable.Range(0, alike)
                         where !order.Contains(next)
                         select (List<int>)[.. order, next]];
        }

        return [.. orders.Skip(1).Select(order =>
            (Items<int>)[.. order, .. Enumerable.Range(alike, members - alike)])];
    }
}
