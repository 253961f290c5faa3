using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.StatefulPair;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Two composed members (I9, I10, I13, I14): every order of timers, one crash and start at any
/// moment, one cut of any segment, to the fixpoint. The counts are pinned.
/// </summary>
public sealed class StatefulPairs
{
    [Theory]
    [InlineData(0, 0, 353, 0)]
    [InlineData(1, 0, 41_967, 9)]
    [InlineData(0, 1, 25_762, 3)]
    public void Each_box_is_active_as_a_whole_and_one_carries_traffic_again(
        int crashes, int cuts, long states, int worst)
    {
        var outcome = Exploration.Run(
            new StatefulPairScenario("stateful-pair") { Crashes = crashes, Cuts = cuts }.Model(),
            new Limits { States = 1_000_000 });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(one =>
                $"{one.Name}: {string.Join(" · ", one.Trace.Events.Select(e => e.Event))}")));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }
}
