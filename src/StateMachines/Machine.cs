using Holdfast.Codec;

namespace Holdfast.StateMachines;

/// <summary>
/// A machine as a value: pure functions that the gateway, the simulator, the explorer, the graphs
/// and the laws take, so that nobody needs an interface to imitate. <c>Step</c> is total: any input
/// in any state has a next state, without an exception, and depends on its arguments alone.
/// </summary>
/// <param name="Name">The name of the machine's class.</param>
/// <typeparam name="TConfig">The checked configuration.</typeparam>
/// <typeparam name="TState">The state; equal by value.</typeparam>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TOutput">The output.</typeparam>
public sealed record Machine<TConfig, TState, TInput, TOutput>(string Name)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>The state in which a machine begins.</summary>
    public required Func<TConfig, Instant, TState> Initial { get; init; }

    /// <summary>State, now and input to the next state and the outputs.</summary>
    public required Func<TConfig, TState, Instant, TInput, Next<TState, TOutput>> Step
    {
        get;
        init;
    }

    /// <summary>
    /// When <see cref="Tick"/> is due; null is never. A tick before it changes nothing.
    /// </summary>
    public required Func<TConfig, TState, Instant?> Deadline { get; init; }

    /// <summary>Shifts every instant of a state; steps commute with it.</summary>
    public required Func<TState, TimeSpan, TState> Rebase { get; init; }

    /// <summary>Shifts every instant of an input, where inputs hold any.</summary>
    public Func<TInput, TimeSpan, TInput> RebaseInput { get; init; } = static (input, _) => input;

    /// <summary>Shifts every instant of an output, where outputs hold any.</summary>
    public Func<TOutput, TimeSpan, TOutput> RebaseOutput { get; init; } =
        static (output, _) => output;

    /// <summary>
    /// For a state with <see cref="Instant.Zero"/> as now: an equivalent one out of finitely many
    /// in time. Ages saturate at the largest bound that a guard compares with; neither steps nor
    /// deadlines see the difference.
    /// </summary>
    public required Func<TConfig, TState, TState> Normalize { get; init; }

    /// <summary>
    /// The same, of a state that a step has made of a normal one: what the step left as it was is
    /// normal already. Null: such a machine looks at all of it again.
    /// </summary>
    public Func<TConfig, TState, TState, TState>? NormalizeAfter { get; init; }

    /// <summary>Whether nothing leads out of a state.</summary>
    public required Func<TState, bool> IsTerminal { get; init; }

    /// <summary>The input that says no more than that time has passed.</summary>
    public required TInput Tick { get; init; }

    /// <summary>The inputs to try in each state, one at least for each way to go on.</summary>
    public required Items<Letter<TConfig, TState, TInput>> Alphabet { get; init; }

    /// <summary>The name under which a graph shows a state: by default its type's.</summary>
    public Func<TState, string> PhaseOf { get; init; } = static state => state.GetType().Name;

    /// <summary>
    /// A state with its counters shifted to a fixed place. What the letters do does not depend on
    /// where they stand, so an exploration folds states that differ in nothing else.
    /// </summary>
    public Func<TState, TState> Recount { get; init; } = static state => state;
}

/// <summary>An input that is made for a state: "the awaited number", "another one".</summary>
/// <param name="Name">What it is called in graphs and tables.</param>
/// <param name="Make">Makes the input, in every state.</param>
public sealed record Letter<TConfig, TState, TInput>(
    string Name, Func<TConfig, TState, TInput> Make);
