using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Two composed members (I9, I10, I13, I14, and I1a, I1b, I3 of their packets): every order of
/// timers, one crash and start at any moment, one cut of any segment, to the fixpoint. The counts
/// are pinned.
/// </summary>
public sealed class StatefulPairs
{
    private static readonly StatefulPairScenario World = new("stateful-pair");

    private static readonly Dictionary<string, (string Finds, StatefulPairScenario World)> Broken =
        new()
        {
            [nameof(PairFlaw.DrainedStillOpen)] = ("I13", World with { Crashes = 1 }),
            [nameof(PairFlaw.StandbyWithRoutes)] = ("I14", World with { Crashes = 1 }),
            [nameof(PairFlaw.NoncesAnew)] = ("I1a", World with { Crashes = 1, Packets = 1 }),
            [nameof(PairFlaw.LeaseNotAwaited)] =
                ("I1b", World with { Crashes = 1, Cuts = 1, Packets = 3 }),
            [nameof(PairFlaw.WindowForgotten)] = ("I3", World with { Crashes = 1, Inbound = 1 }),
        };

    // A lease that is not awaited shows only where nobody hears of it: all else may not happen.
    private static readonly string[] OfLeases =
        ["alice crashes", "cut sync", "alice sends a packet", "moon sends a packet"];

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    [Theory]
    [InlineData(0, 0, 353, 0)]
    [InlineData(1, 0, 19_113, 6)]
    [InlineData(0, 1, 25_762, 3)]
    public void Each_box_is_active_as_a_whole_and_one_carries_traffic_again(
        int crashes, int cuts, long states, int worst) =>
        Holds(World with { Crashes = crashes, Cuts = cuts }, states, worst);

    [Theory]
    [InlineData(1, 0, 1, 0, 115_272, 6)]
    [InlineData(0, 1, 1, 0, 77_280, 3)]
    [InlineData(1, 0, 0, 1, 97_410, 6)]
    [InlineData(0, 1, 0, 1, 81_603, 3)]
    public void No_packet_of_a_composed_member_is_sent_or_accepted_twice(
        int crashes, int cuts, uint packets, uint inbound, long states, int worst) => Holds(
        World with { Crashes = crashes, Cuts = cuts, Packets = packets, Inbound = inbound },
        states, worst);

    [Theory]
    [InlineData(nameof(PairFlaw.DrainedStillOpen), 16)]
    [InlineData(nameof(PairFlaw.StandbyWithRoutes), 16)]
    [InlineData(nameof(PairFlaw.NoncesAnew), 19)]
    [InlineData(nameof(PairFlaw.LeaseNotAwaited), 23)]
    [InlineData(nameof(PairFlaw.WindowForgotten), 13)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var finds = Broken[name].Finds;
        var outcome = Explore(name);
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    /// <summary>Mistakes that worlds of <c>prove</c> are there for are found in them.</summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst, 19)]
    [InlineData(SoloPolicy.SafetyFirst, 19)]
    public void Nonces_that_begin_anew_are_found_under_both_policies(
        SoloPolicy solo, int events)
    {
        var model = (World with
        {
            Solo = solo,
            Crashes = 1,
            Packets = 1,
            Flaw = PairFlaw.NoncesAnew,
        }).Model();
        var outcome = Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == "I1a")],
                Goals = [],
            },
            new Limits { States = 1_000_000 });
        Assert.True(
            outcome.Violations is [{ } found] && found.Trace.Length == events,
            $"{outcome.Ending}, {string.Join(", ", outcome.Violations.Select(Told))}");
    }

    /// <summary>The world of a canary, with it or without: one question.</summary>
    internal static Outcome Explore(string name, bool isWrong = true)
    {
        var (finds, world) = Broken[name];
        var model = (world with
        {
            Flaw = isWrong ? Enum.Parse<PairFlaw>(name) : PairFlaw.None,
        }).Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == finds)],
                Goals = [],
                Faults = model.Faults with
                {
                    Rules =
                    [
                        .. model.Faults.Rules.Where(rule =>
                            name != nameof(PairFlaw.LeaseNotAwaited)
                            || OfLeases.Contains(rule.Name)),
                    ],
                },
            },
            new Limits { States = 1_000_000 });
    }

    private static void Holds(StatefulPairScenario world, long states, int worst)
    {
        var outcome = Exploration.Run(world.Model(), new Limits { States = 2_000_000 });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
