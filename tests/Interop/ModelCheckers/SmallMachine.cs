using Holdfast.Simulation.Promela;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>A machine with times of a few units, so that all of its states can be counted.</summary>
/// <param name="Name">The name of the machine, and of its page in docs/machines.</param>
internal abstract record SmallMachine(string Name)
{
    /// <summary>How many letters it hears.</summary>
    public abstract int Letters { get; }

    /// <summary>How many states and steps it has: our own walk over its letters and time.</summary>
    public abstract (int States, int Steps) Count();

    /// <summary>The same machine for Spin.</summary>
    public abstract PromelaModel ForSpin();

    /// <summary>Shows it, with its types, to who wants it.</summary>
    public abstract void Meet(ISmallMachineUser user);
}

/// <summary>Who takes a machine with whatever types it has.</summary>
internal interface ISmallMachineUser
{
    /// <summary>Takes it.</summary>
    void Take<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, TimeSpan unit)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull;
}

/// <summary>The same with its types.</summary>
/// <param name="Machine">The machine, and the letters that it hears.</param>
/// <param name="Config">A configuration with times of a few units.</param>
/// <param name="Unit">The unit.</param>
internal sealed record SmallMachine<TConfig, TState, TInput, TOutput>(
    Machine<TConfig, TState, TInput, TOutput> Machine, TConfig Config, TimeSpan Unit)
    : SmallMachine(Machine.Name)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    /// <inheritdoc/>
    public override int Letters => Machine.Alphabet.Count;

    /// <inheritdoc/>
    public override (int States, int Steps) Count()
    {
        var graph = LocalExploration.Explore(Machine, Config, Unit);
        return graph.IsComplete
            ? (graph.States.Count, graph.Steps.Count)
            : throw new InvalidOperationException($"{Name} is not small");
    }

    /// <inheritdoc/>
    public override PromelaModel ForSpin() => MachineModel.Of(Machine, Config, Unit)
        ?? throw new InvalidOperationException($"the table of {Name} is not small");

    /// <inheritdoc/>
    public override void Meet(ISmallMachineUser user) => user.Take(Machine, Config, Unit);
}
