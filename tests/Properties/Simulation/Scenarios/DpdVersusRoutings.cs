using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.DpdVersusRouting;
using Holdfast.StateMachines.Links;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Queries against routes (I16, I17): every moment at which a link fails, works again, or the peer
/// dies, to the fixpoint. What is wrong is what the timing budget says beforehand.
/// </summary>
public sealed class DpdVersusRoutings
{
    private static readonly DpdVersusRoutingScenario World = new("dpd-vs-routing");

    private static readonly Dictionary<string, (string Finds, DpdVersusRoutingScenario World)>
        Broken = new()
        {
            [nameof(PathFlaw.OneQueryFewer)] = ("I16", Tight with { Failures = 1 }),
            [nameof(PathFlaw.ConvergesTooLate)] = ("I16", Tight with { Failures = 1 }),
            [nameof(PathFlaw.OneQueryMore)] = ("I17", Tight with { Deaths = 1 }),
        };

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    // With four queries of a unit each, the last one is in the third unit.
    private static DpdVersusRoutingScenario Tight =>
        World with { IsV1 = true, Detection = 1, Convergence = 1 };

    [Theory]
    [InlineData(true, 5_540)]
    [InlineData(false, 8_129)]
    public void A_link_that_fails_costs_no_SA_and_a_dead_peer_is_noticed_in_time(
        bool isV1, long states)
    {
        var outcome = Explore(World with
        {
            IsV1 = isV1,
            Queries = 5,
            Failures = 1,
            Deaths = 1,
        });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal((Ending.Complete, states), (outcome.Ending, outcome.States));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_SA_dies_of_a_failed_link_exactly_where_the_timing_budget_says_so(bool isV1)
    {
        var (good, bad) = (0, 0);
        foreach (var detection in new[] { 0, 1, 2 })
        {
            foreach (var convergence in new[] { 0, 1, 2, 4, 5 })
            {
                foreach (var queries in new[] { 1, 2, 3, 4 })
                {
                    foreach (var retry in new[] { 1, 2 })
                    {
                        var world = World with
                        {
                            IsV1 = isV1,
                            Detection = detection,
                            Convergence = convergence,
                            Queries = queries,
                            RetryAfter = retry,
                            Failures = 1,
                        };
                        var isFound = world.Findings().Any(finding =>
                            finding.Rule == TimingBudget.Rule.OwnQueriesOutlastRouting);
                        var dies = Explore(world).Violations.Any(one => one.Name == "I16");
                        Assert.True(isFound == dies, $"{world}: found {isFound}, dies {dies}");
                        (good, bad) = dies ? (good, bad + 1) : (good + 1, bad);
                    }
                }
            }
        }

        Assert.True(good > 20 && bad > 20, $"{good} hold, {bad} do not");
    }

    [Theory]
    [InlineData(nameof(PathFlaw.OneQueryFewer), 14)]
    [InlineData(nameof(PathFlaw.ConvergesTooLate), 16)]
    [InlineData(nameof(PathFlaw.OneQueryMore), 14)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var (finds, world) = Broken[name];
        Assert.Empty(Explore(world).Violations);
        var outcome = Explore(world with { Flaw = Enum.Parse<PathFlaw>(name) });
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    /// <summary>The world of a canary, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong) => Explore(
        Broken[name].World with { Flaw = isWrong ? Enum.Parse<PathFlaw>(name) : default });

    private static Outcome Explore(DpdVersusRoutingScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 500_000 });

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
