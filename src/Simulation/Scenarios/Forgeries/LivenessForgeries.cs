using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Simulation.Scenarios.Forgeries;

/// <summary>A step of the liveness check: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> LivenessStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a side is configured with.</summary>
/// <param name="Liveness">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
public sealed record LivenessSideConfig(Config Liveness, LivenessStep Step);

/// <summary>
/// A side of an IKE SA that asks whether the other one lives, by the shipped machine: the schedule
/// grants what it asks for, and the peer answers at once while it is there.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record LivenessForgeries(string Name)
{
    private static readonly Items<Input> Hints =
    [
        new Input.Hint(Rumour.InvalidIkeSpi), new Input.Hint(Rumour.InvalidSpi),
        new Input.Hint(Rumour.Routing), new Input.Refused(Refusal.Unprotected),
        new Input.Refused(Refusal.Repeated), new Input.Refused(Refusal.OtherSa),
    ];

    /// <summary>How often the peer crashes.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How often somebody sends something.</summary>
    public int Forgeries { get; init; } = 2;

    /// <summary>The step of the side.</summary>
    public LivenessStep Step { get; init; } = LivenessCheck.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model.</summary>
    public WorldModel<LivenessSideConfig, State, Input, Output> Model() => new(Name)
    {
        Machine = new("LivenessSide")
        {
            Initial = static (_, _) => new State.Alive(Instant.Zero, Sent: false, default),
            Step = static (config, state, _, input) =>
                config.Step(config.Liveness, state, Instant.Zero, input),
            Deadline = static (config, state) =>
                LivenessCheck.Deadline(config.Liveness, state),
            Rebase = LivenessCheck.Rebase,
            Normalize = static (config, state) =>
                LivenessCheck.Normalize(config.Liveness, state),
            IsTerminal = static _ => false,
            Tick = new Input.Tick(),
            Alphabet = [],
        },
        Members = [new("alice", Config()), new("carol", Config())],
        Hear = static (from, to, output) => (from, to, output) switch
        {
            (0, 1, Output.Transmit) => [new Input.Asked(1)],
            (1, 0, Output.Answer(var id)) => [new Input.Answered(id)],
            _ => [],
        },
        Ticks = [new Input.Tick()],
        Unit = Unit,
        Faults = new()
        {
            Budgets = [new("crash", Crashes), new("forgery", Forgeries)],
            Blocks = static (_, to, _) => to == 1 ? 1u : 0u,
            Rules =
            [
                new("carol crashes") { Budget = 0, Forbids = 1, Sets = 1 },
                new("alice sends") { Effects = [On(new Input.Outbound())] },
                new("carol sends") { Forbids = 1, Effects = [On(new Input.Heard())] },
                new("the schedule grants") { Effects = [On(new Input.Granted())] },
                new("a check is sealed")
                {
                    Effects = [On(new Input.Sealed(1, new Octets([1])))],
                },
                .. Hints.Select(hint => new FaultRule<Input>($"forged: {hint}")
                {
                    Budget = 1,
                    Effects = [On(hint)],
                }),
            ],
        },
        StepInvariants =
        [
            ProvenLife.Card.InNoStep<LivenessSideConfig, State, Input, Output>(
                static (in StepTaken<LivenessSideConfig, State, Input, Output> step) =>
                    step.Input is not (Input.Hint or Input.Refused)
                    || ProvenLife.IsUnmoved(step.Before, step.After) ? 0 : 1),
        ],
        NameOfInput = static input => input.GetType().Name,
    };

    private static FaultEffect<Input> On(Input input) => new FaultEffect<Input>.Take(0, input);

    private LivenessSideConfig Config() => LivenessCheck.Config.TryCreate(
        new()
        {
            IdleAfter = 3 * Unit,
            RetryAfter = Unit,
            BackoffPercent = 200,
            SendsMax = 2,
            HintsIgnoredFor = Unit,
            HintEvery = 2 * Unit,
        },
        out var config, out var error)
        ? new(config, Step)
        : throw new InvalidOperationException(error.ToString());
}
