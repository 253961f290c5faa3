using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Simulation.Scenarios.Forgeries;

/// <summary>
/// Two peers with DPD by the shipped machine, and somebody between them who sends what he has
/// recorded, numbers that he guesses, and packets without protection.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record DpdForgeries(string Name)
{
    /// <summary>How often the peer crashes.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How often somebody sends something.</summary>
    public int Forgeries { get; init; } = 2;

    /// <summary>The step of both.</summary>
    public DpdStep Step { get; init; } = DeadPeerDetection.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: it begins when both have agreed on DPD.</summary>
    public WorldModel<DpdSideConfig, DpdSide, DpdInput, Output> Model() => new(Name)
    {
        Machine = DpdSideMachine.Machine,
        Members = [new("alice", ConfigOf(0)), new("carol", ConfigOf(1))],
        Hear = static (_, _, output) => output switch
        {
            Output.SendRUThere(var number) =>
                [new DpdInput.Take(new Input.RUThere(number))],
            Output.SendRUThereAck(var number) =>
                [new DpdInput.Take(new Input.RUThereAck(number))],
            Output.PeerDied => [],
        },
        Ticks = [new DpdInput.Take(new Input.Tick())],
        Unit = Unit,
        Counters = DpdSideMachine.Counters,
        Faults = new()
        {
            Budgets = [new("crash", Crashes), new("forgery", Forgeries)],
            Rules =
            [
                new("carol crashes")
                {
                    Budget = 0,
                    Forbids = 1,
                    Sets = 1,
                    Effects = [new FaultEffect<DpdInput>.Take(1, new DpdInput.Crash())],
                },
                .. new[] { 0, 1 }.Select(Sends),
                .. from side in new[] { 0, 1 }
                   from what in Enum.GetValues<DpdForgery>()
                   select Forged(side, what),
            ],
        },
        StepInvariants =
        [
            ProvenLife.Card.InNoStep<DpdSideConfig, DpdSide, DpdInput, Output>(
                static (in StepTaken<DpdSideConfig, DpdSide, DpdInput, Output> step) =>
                    step.Input is not DpdInput.Forged
                    || step.Before.Is is not { } before
                    || ProvenLife.Of(before) == ProvenLife.Of(step.After.Is!) ? 0 : 1),
        ],
        NameOfInput = static input => input switch
        {
            DpdInput.Take(Input.RUThere(var number)) => $"R-U-THERE {number}",
            DpdInput.Take(Input.RUThereAck(var number)) => $"R-U-THERE-ACK {number}",
            DpdInput.Take(var taken) => taken.GetType().Name,
            DpdInput.Forged(var what) => $"forged: {what}",
            DpdInput.Crash => "crash",
        },
    };

    private static string NameOf(int side) => side == 0 ? "alice" : "carol";

    private static FaultRule<DpdInput> Sends(int side) => new($"{NameOf(side)} sends")
    {
        // Traffic proves the life of whoever sends it, and makes him want to know of the other.
        Forbids = (ulong)side,
        Effects =
        [
            new FaultEffect<DpdInput>.Take(side, new DpdInput.Take(new Input.Outbound())),
            new FaultEffect<DpdInput>.Take(1 - side, new DpdInput.Take(new Input.Heard())),
        ],
    };

    private static FaultRule<DpdInput> Forged(int side, DpdForgery what) =>
        new($"{NameOf(side)} is sent {what}")
        {
            Budget = 1,
            Effects = [new FaultEffect<DpdInput>.Take(side, new DpdInput.Forged(what))],
        };

    private DpdSideConfig ConfigOf(int side)
    {
        var settings = new Settings
        {
            WorryAfter = 2 * Unit,
            RetryAfter = Unit,
            BackoffPercent = 100,
            RetryMax = Unit,
            ProbesMax = 2,
        };
        return Config.TryCreate(settings, out var config, out var error)
            ? new(config, Step, new(side, new State.Fresh(
                Instant.Zero, Sent: false, new(1, 1, null))))
            : throw new InvalidOperationException(error.ToString());
    }
}
