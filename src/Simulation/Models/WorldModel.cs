using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Reports;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Models;

/// <summary>
/// A world as data: machines, the ways between them, what may break, what must hold. Members of
/// different kinds are one machine whose states are a sum.
/// </summary>
/// <param name="Name">In kebab case.</param>
/// <typeparam name="TConfig">The configuration of a member.</typeparam>
/// <typeparam name="TState">The state of a member.</typeparam>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public sealed record WorldModel<TConfig, TState, TInput, TOutput>(string Name)
    where TConfig : notnull
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>What every member runs.</summary>
    public required Machine<TConfig, TState, TInput, TOutput> Machine { get; init; }

    /// <summary>The members, 1 to 12.</summary>
    public required Items<Member<TConfig>> Members { get; init; }

    /// <summary>What a second member takes when the first one puts something out.</summary>
    public required Func<int, int, TOutput, Items<TInput>> Hear { get; init; }

    /// <summary>The inputs by which a due timer may expire: one for each order.</summary>
    public required Items<TInput> Ticks { get; init; }

    /// <summary>
    /// Whether a tick may do in a state what no tick before it does. Each is tried where nobody
    /// knows; to say no spares a step.
    /// </summary>
    public Func<TConfig, TState, TInput, bool> TickMayDiffer { get; init; } =
        static (_, _, _) => true;

    /// <summary>How much time passes at once, and never while something is due.</summary>
    public required TimeSpan Unit { get; init; }

    /// <summary>How messages travel.</summary>
    public Delivery Delivery { get; init; } = new Delivery.AtOnce();

    /// <summary>
    /// Between which members, the first to the second, messages never go a way: they are heard
    /// within the event that sends them.
    /// </summary>
    public Func<int, int, bool> IsAtOnce { get; init; } = static (_, _) => false;

    /// <summary>Numbers without a bound that are kept small; null: there are none.</summary>
    public Counters<TState, TInput>? Counters { get; init; }

    /// <summary>
    /// What is alike: all exchanges but the one that changes nothing. Only in worlds without goals,
    /// whose numbers are not counted anew, and whose claims do not tell those apart that are alike.
    /// </summary>
    public Items<Symmetry<TState, TInput>> Symmetries { get; init; }

    /// <summary>What may break, and be mended.</summary>
    public FaultAlphabet<TInput, TOutput> Faults { get; init; } = new();

    /// <summary>
    /// What is kept of a state: an equal one, with the parts that many states have in common as the
    /// function gives them, which gives the same object for equal parts. The first state is the one
    /// of which the second was made. Null: it is kept as it is.
    /// </summary>
    public Func<TState, TState, Func<object, object>, TState>? Share { get; init; }

    /// <summary>What happens before anything else, in this order.</summary>
    public Items<FaultEffect<TInput>> Start { get; init; }

    /// <summary>What holds in every state.</summary>
    public Items<Invariant<TState>> Invariants { get; init; }

    /// <summary>What holds in every step of a member.</summary>
    public Items<StepInvariant<TConfig, TState, TInput, TOutput>> StepInvariants { get; init; }

    /// <summary>What comes to pass when nothing breaks any more.</summary>
    public Items<Eventually<TState>> Goals { get; init; }

    /// <summary>What is counted in every state.</summary>
    public Items<Gauge<TState>> Gauges { get; init; }

    /// <summary>What a timeline shows of a member, on a track each; nothing: its phase.</summary>
    public Func<TState, Items<TrackFact>> Tracks { get; init; } = static _ => [];

    /// <summary>What invariants and goals want to know of a state, found once.</summary>
    public Func<TState, int> Label { get; init; } = static _ => 0;

    /// <summary>How a trace names an input.</summary>
    public Func<TInput, string> NameOfInput { get; init; } =
        static input => input.GetType().Name;

    /// <summary>How a trace names an output.</summary>
    public Func<TOutput, string> NameOfOutput { get; init; } =
        static output => output.GetType().Name;
}
