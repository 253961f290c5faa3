using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Scenarios;

/// <summary>
/// An election like HSRP's among routers whose timers count down whenever they like, over ways that
/// hold one message and lose it, with crashes. A yardstick: other model checkers know the same
/// transition system, and must count the same states.
/// </summary>
public static class ReferenceElection
{
    /// <summary>What a router is.</summary>
    public enum Phase : byte
    {
        /// <summary>It listens.</summary>
        Listen = 1,

        /// <summary>It takes part in the election.</summary>
        Speak,

        /// <summary>It is next in line.</summary>
        Standby,

        /// <summary>It is active.</summary>
        Active,
    }

    /// <summary>A router.</summary>
    /// <param name="Number">Its number; the lower one wins.</param>
    /// <param name="Timer">What both timers begin with.</param>
    public sealed record Config(int Number, byte Timer);

    /// <summary>A router's state.</summary>
    /// <param name="Phase">What it is.</param>
    /// <param name="Active">Ticks until it takes the active router for gone.</param>
    /// <param name="Standby">Ticks until it takes the standby router for gone.</param>
    public sealed record State(Phase Phase, byte Active, byte Standby);

    /// <summary>What a router takes.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A tick of its clock.</summary>
        public sealed record Tick : Input;

        /// <summary>A message of another router: what that one is.</summary>
        public sealed record Heard(int From, Phase Phase) : Input;
    }

    /// <summary>What a router sends: what it is.</summary>
    /// <param name="Phase">What it is.</param>
    /// <param name="To">To one router; null: to all.</param>
    public sealed record Output(Phase Phase, int? To);

    /// <summary>The machine of a router.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(ReferenceElection))
        {
            Initial = static (config, _) => new(Phase.Listen, config.Timer, config.Timer),
            Step = static (config, state, _, input) => Step(config, state, input),

            // A tick may come at any time: it is always due.
            Deadline = static (_, _) => Instant.Zero,
            Rebase = static (state, _) => state,
            Normalize = static (_, state) => state,
            IsTerminal = static _ => false,
            Tick = new Input.Tick(),
            Alphabet = [new("tick", static (_, _) => new Input.Tick())],
            PhaseOf = static state => state.Phase.ToString(),
        };

    /// <summary>The model.</summary>
    /// <param name="routers">How many.</param>
    /// <param name="timer">What timers begin with.</param>
    /// <param name="crashes">How often one of them may crash.</param>
    public static WorldModel<Config, State, Input, Output> Model(
        int routers = 3, byte timer = 2, int crashes = 1)
    {
        var all = (1ul << routers) - 1;
        return new("reference-election")
        {
            Machine = Machine,
            Members =
            [
                .. Enumerable.Range(0, routers).Select(number =>
                    new Member<Config>($"r{number}", new(number, timer))),
            ],
            Hear = static (from, to, output) => output.To is null || output.To == to
                ? [new Input.Heard(from, output.Phase)]
                : [],
            Ticks = [new Input.Tick()],
            Unit = TimeSpan.FromSeconds(1),
            Delivery = new Delivery.Ways(1) { Loss = Allowance.Free },
            Faults = new()
            {
                Budgets = [new("crash", crashes)],
                Gone = [.. Enumerable.Range(0, routers).Select(number => 1ul << number)],
                Start = all,
                Rules = [.. Enumerable.Range(0, routers).SelectMany(Rules)],
            },
            NameOfInput = static input => input switch
            {
                Input.Tick => "tick",
                Input.Heard heard => heard.Phase.ToString(),
            },
            NameOfOutput = static output => output.Phase.ToString(),
        };
    }

    private static IEnumerable<FaultRule<Input>> Rules(int number)
    {
        yield return new($"crash r{number}")
        {
            Budget = 0,
            Forbids = 1ul << number,
            Sets = 1ul << number,
            Effects = [new FaultEffect<Input>.Forget(number)],
        };
        yield return new($"start r{number}")
        {
            Needs = 1ul << number,
            Clears = 1ul << number,
        };
    }

    private static Next<State, Output> Step(Config config, State state, Input input) =>
        input switch
        {
            Input.Tick => OnTick(state),
            Input.Heard(var from, Phase.Active) => OnActive(config, state, from),
            Input.Heard(var from, Phase.Standby) => OnStandby(config, state, from),
            Input.Heard(var from, Phase.Speak) =>
                state.Phase == Phase.Speak && from < config.Number
                    ? To(state with { Phase = Phase.Listen, Standby = config.Timer }, "yields")
                    : To(state, "no rival"),
            Input.Heard => To(state, "says nothing"),
        };

    private static Next<State, Output> OnTick(State state)
    {
        var active = state.Active > 0 && state.Phase != Phase.Active
            ? (byte)(state.Active - 1)
            : state.Active;
        var standby = state.Standby > 0 && state.Phase != Phase.Standby
            ? (byte)(state.Standby - 1)
            : state.Standby;
        var phase = state.Phase switch
        {
            Phase.Listen => active == 0 || standby == 0 ? Phase.Speak : Phase.Listen,
            Phase.Speak => standby == 0 ? Phase.Standby : Phase.Speak,
            Phase.Standby => active == 0 ? Phase.Active : Phase.Standby,
            Phase.Active => Phase.Active,
        };
        var next = new State(phase, active, standby);
        return phase == Phase.Listen
            ? To(next, "tick")
            : To(next, "tick", new Output(phase, null));
    }

    private static Next<State, Output> OnActive(Config config, State state, int from) =>
        state.Phase == Phase.Active
            ? from < config.Number
                ? To(state with { Phase = Phase.Speak, Active = config.Timer }, "yields")
                : To(state, "stays", new Output(Phase.Active, from))
            : config.Number < from && state.Phase >= Phase.Speak
                ? To(
                    state with { Phase = Phase.Active }, "takes over",
                    new Output(Phase.Active, from))
                : To(state with { Active = config.Timer }, "hears the active router");

    private static Next<State, Output> OnStandby(Config config, State state, int from) =>
        (state.Phase, from < config.Number) switch
        {
            (Phase.Standby, true) =>
                To(state with { Phase = Phase.Listen, Standby = config.Timer }, "yields"),
            (Phase.Standby, false) => To(state, "stays"),
            (Phase.Speak, false) => To(state with { Phase = Phase.Standby }, "takes over"),
            _ => To(state with { Standby = config.Timer }, "hears the standby router"),
        };

    private static Next<State, Output> To(State state, string rule, params Items<Output> outputs) =>
        new(state, new([.. outputs]), new("Reference", rule));
}
