using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.Tests.Interop.ModelCheckers;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>A state that a machine reaches, when it hears something, and what that is.</summary>
internal sealed record BoundedCell<TState, TInput>(
    TState State, Instant Now, string Letter, TInput Input);

/// <summary>
/// The whole domain of docs/machines/bounded.md: all that a machine reaches with times of a few
/// units, with every letter and the tick. What waits is met below, at and above its time: each
/// state at once, and one and two units later.
/// </summary>
internal sealed class BoundedDomain<TConfig, TState, TInput, TOutput>
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    private const int UnitsMax = 2;

    /// <param name="machine">The machine.</param>
    /// <param name="more">What the walk does not say, and a caller might.</param>
    public BoundedDomain(
        Machine<TConfig, TState, TInput, TOutput> machine,
        params Letter<TConfig, TState, TInput>[] more)
    {
        var small = (SmallMachine<TConfig, TState, TInput, TOutput>)
            SmallMachines.Named(machine.Name);
        var graph = LocalExploration.Explore(machine, small.Config, small.Unit);
        Assert.True(graph.IsComplete);
        Assert.Equal(machine.Alphabet.Count, small.Letters);
        Config = small.Config;
        Cells =
        [
            .. from state in graph.States
               from units in Enumerable.Range(0, UnitsMax + 1)
               from letter in machine.Alphabet.Concat(more)
                   .Append(new(LocalExploration.TickName, (_, _) => machine.Tick))
               select new BoundedCell<TState, TInput>(
                   state, Instant.Zero + (units * small.Unit), letter.Name,
                   letter.Make(small.Config, state)),
        ];
    }

    /// <summary>The configuration of that page.</summary>
    public TConfig Config { get; }

    /// <summary>All of it.</summary>
    public IReadOnlyList<BoundedCell<TState, TInput>> Cells { get; }
}
