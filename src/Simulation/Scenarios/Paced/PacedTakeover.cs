using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using static Holdfast.StateMachines.Balance.PacedWork;

namespace Holdfast.Simulation.Scenarios.Paced;

/// <summary>A step of the pacing: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> PacingStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a member is configured with.</summary>
/// <param name="Work">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
/// <param name="Sas">SAs that a takeover owes something to.</param>
public sealed record PacingConfig(Config Work, PacingStep Step, int Sas);

/// <summary>A member that has taken over, and its exchanges.</summary>
/// <param name="Is">The shipped machine.</param>
/// <param name="Running">The exchanges that run, and when each ends.</param>
/// <param name="Begun">When exchanges were begun.</param>
/// <param name="Done">SAs that need nothing any more, a bit for each.</param>
public sealed record PacingState(
    State Is, Items<RunningExchange> Running, PacedEvents Begun, ulong Done);

/// <summary>An exchange with a peer.</summary>
/// <param name="Sa">The SA.</param>
/// <param name="EndsAt">When it ends.</param>
public readonly record struct RunningExchange(ulong Sa, Instant EndsAt);

/// <summary>What happens to the member.</summary>
public abstract record PacingInput
{
    private PacingInput()
    {
    }

    /// <summary>Its timer is due, or that of an exchange.</summary>
    public sealed record Tick : PacingInput;

    /// <summary>Traffic waits for an SA.</summary>
    public sealed record Wanted(ulong Sa) : PacingInput;

    /// <summary>An exchange that runs comes to nothing.</summary>
    public sealed record Fails(ulong Sa) : PacingInput;
}

/// <summary>
/// A member that owes something to many SAs, by the shipped machine: traffic asks for any of them
/// meanwhile, exchanges last for a while, and some of them fail.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record PacedTakeover(string Name)
{
    private const int Burst = 2;
    private const int AtOnce = 2;
    private const int LastsUnits = 2;
    private const int Horizon = 6;

    /// <summary>SAs.</summary>
    public int Sas { get; init; } = 5;

    /// <summary>How many exchanges fail.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>The step of the member.</summary>
    public PacingStep Step { get; init; } = PacedWork.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model.</summary>
    public WorldModel<PacingConfig, PacingState, PacingInput, Output> Model()
    {
        var config = ConfigOf();
        var sas = Enumerable.Range(0, Sas).Select(sa => (ulong)sa).ToArray();

        // Each failure costs a turn of its own.
        var promised = config.Work.TimeFor(Sas + Failures, LastsUnits * Unit);
        return new(Name)
        {
            Machine = Machine,
            Members = [new("moon", config)],
            Hear = static (_, _, _) => [],
            Ticks = [new PacingInput.Tick()],
            Unit = Unit,
            Faults = new()
            {
                Budgets = [new("failure", Failures)],
                Rules =
                [
                    .. sas.Select(sa => new FaultRule<PacingInput>(Named(sa, "traffic waits for"))
                    {
                        Effects = [On(new PacingInput.Wanted(sa))],
                    }),
                    .. sas.Select(sa => new FaultRule<PacingInput>(Named(sa, "no answer for"))
                    {
                        Budget = 0,
                        Effects = [On(new PacingInput.Fails(sa))],
                    }),
                ],
            },
            Invariants =
            [
                PacedTakeovers.Card.Always<PacingState>(
                    static (in Look<PacingState> look) =>
                        look[0].Begun.Burst(every: 1) <= Burst && look[0].Running.Count <= AtOnce,
                    static (in Look<PacingState> look) =>
                        Math.Max(look[0].Begun.Burst(every: 1), look[0].Running.Count)),
            ],
            Goals =
            [
                new("I32 time", "all SAs are served within the promised time",
                    static (in Look<PacingState> look) => look[0].Is.Places.Count == 0)
                {
                    Stays = true,
                    Within = (int)Math.Ceiling(promised / Unit),
                },
            ],
        };

        static string Named(ulong sa, string what) =>
            string.Create(CultureInfo.InvariantCulture, $"{what} SA {sa}");

        static FaultEffect<PacingInput> On(PacingInput input) =>
            new FaultEffect<PacingInput>.Take(0, input);
    }

    private static Machine<PacingConfig, PacingState, PacingInput, Output> Machine =>
        new(nameof(PacedTakeover))
        {
            Initial = static (config, _) => Enumerable.Range(0, config.Sas).Aggregate(
                new PacingState(Empty, [], PacedEvents.None(Horizon), 0),
                (state, sa) => Take(
                    config, state,
                    new Input.Wanted((ulong)sa, Work.Reestablish, Urgency.Owed)).State),
            Step = static (config, state, _, input) => Next(config, state, input),
            Deadline = static (config, state) => Instant.Earliest(
                PacedWork.Deadline(config.Work, state.Is),
                state.Running.Count == 0 ? null : state.Running.Min(one => one.EndsAt)),
            Rebase = static (state, by) => new(
                PacedWork.Rebase(state.Is, by),
                [.. state.Running.Select(one => one with { EndsAt = one.EndsAt + by })],
                state.Begun.Later((int)(-by / Unit)), state.Done),
            Normalize = static (config, state) => state with
            {
                Is = PacedWork.Machine.Recount(PacedWork.Normalize(config.Work, state.Is)),
            },
            IsTerminal = static _ => false,
            Tick = new PacingInput.Tick(),
            Alphabet = [],
            PhaseOf = static state => string.Create(
                CultureInfo.InvariantCulture,
                $"{state.Is.Waiting} wait, {state.Running.Count} run"),
        };

    private static Next<PacingState, Output> Next(
        PacingConfig config, PacingState state, PacingInput input)
    {
        switch (input)
        {
            case PacingInput.Wanted(var sa):
                return (state.Done >> (int)sa & 1) != 0
                    ? new(state, [], default)
                    : Take(
                        config, state, new Input.Wanted(sa, Work.Reestablish, Urgency.Wanted));
            case PacingInput.Fails(var sa):
                return state.Running.Any(one => one.Sa == sa)
                    ? Take(config, Without(state, sa), new Input.Failed(sa))
                    : new(state, [], default);
            default:
                foreach (var one in state.Running)
                {
                    if (one.EndsAt <= Instant.Zero)
                    {
                        var done = Without(state, one.Sa);
                        return Take(
                            config, done with { Done = done.Done | (1ul << (int)one.Sa) },
                            new Input.Done(one.Sa));
                    }
                }

                return Take(config, state, new Input.Tick());
        }
    }

    private static PacingState Without(PacingState state, ulong sa) => state with
    {
        Running = [.. state.Running.Where(one => one.Sa != sa)],
    };

    private static Next<PacingState, Output> Take(
        PacingConfig config, PacingState state, Input input)
    {
        var next = config.Step(config.Work, state.Is, Instant.Zero, input);
        var (running, begun) = (state.Running, state.Begun);
        foreach (var output in next.Outputs)
        {
            if (output is Output.Begin(var id, _))
            {
                var sa = (ulong)id;
                running = running.Add(new(sa, Instant.Zero + (LastsUnits * Unit)));
                begun = begun.Now();
            }
        }

        return new(
            state with { Is = next.State, Running = running, Begun = begun },
            next.Outputs, next.Reason);
    }

    private PacingConfig ConfigOf() => Config.TryCreate(
        new() { PerSecond = 1, Burst = Burst, AtOnceMax = AtOnce, TriesMax = 3 },
        out var config, out var error)
        ? new(config, Step, Sas)
        : throw new InvalidOperationException(error.ToString());
}
