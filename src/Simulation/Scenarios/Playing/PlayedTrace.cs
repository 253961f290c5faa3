using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Resumption;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>A counter-example of the explorer as a run of the simulator.</summary>
/// <param name="Scenario">The world, and what breaks in it.</param>
/// <param name="Shell">What is wrong in it.</param>
/// <param name="Seed">What delays, keys and jitter are drawn from.</param>
public sealed record PlayedTrace(WorldScenario Scenario, PlayedShell Shell, ulong Seed = 1)
{
    /// <summary>What happens to tickets, on a stage of their own; null: there are none.</summary>
    internal Items<TicketDeed>? Tickets { get; init; }

    /// <summary>What the simulator calls a claim of the explorer.</summary>
    public string NameOf(string property) => Shell.As ?? property;

    /// <summary>Plays it.</summary>
    /// <param name="hasTimeline">Whether the timeline is kept.</param>
    public PlayedOutcome Play(bool hasTimeline = false)
    {
        if (Tickets is { } deeds)
        {
            var played = new TicketStage(Scenario.World, Shell.Tickets, Seed)
                .Play(deeds, Scenario.World.Duration);
            return new(
                played, [.. played.Violations.Select(one => one.Invariant).Distinct()]);
        }

        var witness = Shell.Witness?.Invoke();
        var beside = Shell.Beside?.Invoke();
        var options = Shell.Options with { HasTimeline = hasTimeline || Shell.Finds is not null };
        options = beside?.Beside(options) ?? options;
        var run = SeededRun.Play(
            Scenario.World, Scenario.Faults, Seed,
            witness is null
                ? options
                : options with
                {
                    Machines = options.Machines with { FirstHop = witness.Step },
                });
        IEnumerable<string> broken = Shell.IsWitnessAlone
            ? []
            : run.Violations.Select(one => one.Invariant);
        return new(
            run,
            [
                .. broken.Concat(Seen(witness)).Concat(beside?.Broken ?? [])
                    .Concat(Shell.Finds?.Invoke(run) ?? []).Distinct(),
            ]);
    }

    /// <summary>I9 is a claim about members of whom nobody is cut off; behind faults it is another
    /// one.</summary>
    private IEnumerable<string> Seen(FirstHopWitness? witness)
    {
        if (witness is null)
        {
            return [];
        }

        var cuts = Scenario.Faults.Faults.Where(
            one => one.Fault is Fault.Partition or Fault.LinkLoses or Fault.ForgeHsrp);
        var seen = witness.Broken().Where(claim => claim != "I9" || !cuts.Any());
        return witness.IsLate(Mended(), Scenario.World.Duration)
            ? seen.Append(WholeComponents.Name)
            : seen;
    }

    /// <summary>When something was last broken or mended: what is left is when the world heals.
    /// </summary>
    private TimeSpan Mended() =>
        Scenario.Faults.Faults.MaxBy(one => one.At) is { } last
            ? last.Fault is Fault.Rejoin or Fault.Restart or Fault.LinkUp
                ? last.At
                : Scenario.World.HealAt
            : TimeSpan.Zero;
}

/// <summary>What came of a counter-example that was played with real octets.</summary>
/// <param name="Run">The run.</param>
/// <param name="Broken">The claims that did not hold in it, by name.</param>
public sealed record PlayedOutcome(RunResult Run, Items<string> Broken);

/// <summary>Members that are played: as they are shipped, or wrong on purpose.</summary>
public sealed record PlayedShell
{
    /// <summary>As they are shipped.</summary>
    public static PlayedShell Shipped => new();

    /// <summary>How the world is played.</summary>
    public RunOptions Options { get; init; } = RunOptions.Default;

    /// <summary>Makes who stands beside the first hop of a run; null: nobody does.</summary>
    public Func<FirstHopWitness>? Witness { get; init; }

    /// <summary>Whether the witness alone is asked: where nobody has an SA, nothing else is.
    /// </summary>
    public bool IsWitnessAlone { get; init; }

    /// <summary>Whether what members tell each other is late when something breaks.</summary>
    public bool IsLate { get; init; }

    /// <summary>How long a unit of time of an election is.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it takes a member to lower a floor.</summary>
    internal TimeSpan Lowering { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the simulator calls the claim; null: as the explorer does.</summary>
    public string? As { get; init; }

    /// <summary>Claims that are read off the timeline; null: none.</summary>
    public Func<RunResult, IEnumerable<string>>? Finds { get; init; }

    /// <summary>Makes who stands beside other machines of a run; null: nobody does.</summary>
    internal Func<RunWitness>? Beside { get; init; }

    /// <summary>How the world is played where nothing is wrong.</summary>
    internal RunOptions Right { get; init; } = RunOptions.Default;

    /// <summary>Who stands beside the first hop there; null: nobody does. Groups that are bound may
    /// be active on different sides, with their doors shut.</summary>
    internal Func<FirstHopWitness>? RightWitness { get; init; }

    /// <summary>Whether whoever dies stays away until all is mended: another one takes over in the
    /// world, whoever does in the trace.</summary>
    internal bool StaysAway { get; init; }

    /// <summary>Which of two ends of a trace is the peer: the other one is the gateway. Null: the
    /// one that dies, or carol.</summary>
    internal string? Peer { get; init; }

    /// <summary>Whether the end whose process dies is the gateway, which then finds what it has
    /// left in its kernel.</summary>
    internal bool FindsWhatItLeft { get; init; }

    /// <summary>Whether the SA that is to end is a CHILD SA: it ends where another one takes its
    /// place. Otherwise it is the IKE SA.</summary>
    internal bool EndsChildren { get; init; }

    /// <summary>How members take tickets; otherwise they are canaries.</summary>
    internal TicketStep Tickets { get; init; } = ResumptionGateway.Step;

    /// <summary>What happens before the trace begins.</summary>
    internal Items<TimedFault> Before { get; init; }

    /// <summary>What delays, keys and nonces are drawn from.</summary>
    internal ulong Seed { get; init; } = 1;

    /// <summary>What the world has to be for it.</summary>
    public Func<WorldPlan, WorldPlan> In { get; init; } = static world => world;

    /// <summary>Members as they are shipped, of whom the same is asked.</summary>
    public PlayedShell AsShipped() =>
        this with
        {
            Options = Right,
            Witness = RightWitness,
            Tickets = ResumptionGateway.Step,
        };
}
