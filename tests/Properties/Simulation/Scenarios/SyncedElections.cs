using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Routers that are to know what a failover needs (docs/adr/0029): every order of starts, crashes and
/// of getting to know it, to the fixpoint.
/// </summary>
public sealed class SyncedElections
{
    [Theory]
    [InlineData(2, false, 1, 0, 9_031, "I10 12")]
    [InlineData(2, true, 1, 0, 10_039, "I10 12")]
    [InlineData(2, true, 1, 1, 80_390, "I10 12")]
    [InlineData(3, true, 1, 0, 602_706, "I10 15")]
    public void Who_knows_nothing_takes_no_place_and_somebody_is_active_in_the_end(
        int routers, bool preempts, int crashes, int cuts, long states, string worst)
    {
        var outcome = Exploration.Run(Elections(routers, preempts, crashes, cuts, true).Model());
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(one =>
                $"{one.Name}: {string.Join(" · ", one.Trace.Events.Select(e => e.Event))}")));
        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Equal(
            (states, worst), (outcome.States, SmallWorlds.WorstOf(outcome)));
    }

    [Fact]
    public void Where_it_does_not_count_who_knows_nothing_takes_the_place()
    {
        var outcome = Exploration.Run(Elections(2, true, 1, 0, false).Model());
        Assert.Contains(outcome.Violations, one => one.Name == "kept-place");
    }

    private static HsrpElection Elections(
        int routers, bool preempts, int crashes, int cuts, bool waits) => new("hsrp-synced")
        {
            Routers = routers,
            Preempts = preempts,
            Crashes = crashes,
            Cuts = cuts,
            WaitsForSync = waits,
        };
}
