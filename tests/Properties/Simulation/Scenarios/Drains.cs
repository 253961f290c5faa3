using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.StatefulPair;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// A member that leaves on purpose (I9, I13, I14): at any moment, with a request open, with and
/// without redirects, with the sync channel cut, to the fixpoint. The counts are pinned.
/// </summary>
public sealed class Drains
{
    private static readonly StatefulPairScenario World = new("drain") { Drains = 1 };

    private static readonly Dictionary<string, (string Finds, StatefulPairScenario World)> Broken =
        new()
        {
            [nameof(PairFlaw.StandbyWithRoutes)] = ("I14", World),
            [nameof(PairFlaw.LeavesUnacknowledged)] = ("Kept", World with { Cuts = 1 }),
            [nameof(PairFlaw.LeavesUnsettled)] = ("Seamless", Settling),
        };

    // Packets come, and traffic tells its last numbers before the place is given up.
    private static StatefulPairScenario Settling =>
        World with { Settles = true, Inbound = 1 };

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    [Theory]
    [InlineData(false, 1, 1, 0, 10_587, 3)]
    [InlineData(true, 1, 1, 0, 12_525, 3)]
    [InlineData(false, 1, 0, 1, 39_414, 5)]
    [InlineData(false, 2, 0, 0, 4_271, 3)]
    public void A_member_that_leaves_loses_no_SA_and_nothing_passes_by_two(
        bool redirects, int drains, int requests, int cuts, long states, int worst)
    {
        var outcome = Explore(World with
        {
            Redirects = redirects,
            Drains = drains,
            Requests = requests,
            Cuts = cuts,
        });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    [Theory]
    [InlineData(0, 0, 6_425, 1)]
    public void Whoever_takes_over_from_a_member_that_waits_for_its_traffic_refuses_nothing(
        int crashes, int cuts, long states, int worst)
    {
        var outcome = Explore(Settling with { Crashes = crashes, Cuts = cuts });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    [Theory]
    [InlineData(nameof(PairFlaw.LeavesUnsettled), 2)]
    [InlineData(nameof(PairFlaw.StandbyWithRoutes), 1)]
    [InlineData(nameof(PairFlaw.LeavesUnacknowledged), 44)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var (finds, world) = Broken[name];
        var outcome = Explore(world with { Flaw = Enum.Parse<PairFlaw>(name) });
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(
            violation is not null,
            $"{outcome.Ending}, {outcome.States} states, "
                + string.Join(", ", outcome.Violations.Select(Told)));
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    [Fact]
    public void A_drained_member_that_lets_traffic_pass_is_a_second_one()
    {
        var outcome = Explore(World with { Flaw = PairFlaw.DrainedStillOpen });
        Assert.Contains(outcome.Violations, one => one.Name is "I9" or "I13");
    }

    /// <summary>The world of a canary, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong) => Explore(
        Broken[name].World with { Flaw = isWrong ? Enum.Parse<PairFlaw>(name) : default });

    private static Outcome Explore(StatefulPairScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 300_000 });

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
