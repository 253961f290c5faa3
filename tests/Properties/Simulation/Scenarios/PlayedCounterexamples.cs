using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// What the explorer finds in members that are wrong happens in the simulator as well: the same
/// faults, the same wrong shell, the same invariant; and members as they are shipped survive it.
/// </summary>
public sealed class PlayedCounterexamples
{
    private static readonly StatefulPairScenario[] Worlds =
    [
        new("drain") { Drains = 1 }, new("crash") { Crashes = 1 },
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Routes_that_stay_are_found_by_both(int world)
    {
        var outcome = Exploration.Run(
            (Worlds[world] with { Flaw = PairFlaw.StandbyWithRoutes }).Model(),
            new Limits { States = 300_000 });
        var found = Assert.Single(outcome.Violations, one => one.Name == "I14");
        var (plan, faults) = PairInSimulator.Of(found.Trace);
        Assert.NotEmpty(faults.Faults);

        var wrong = SeededRun.Play(
            plan, faults, seed: 1,
            new() { HasTimeline = false, Mischief = Mischief.RouteKept });
        Assert.Contains(wrong.Violations, one => one.Invariant == "I14");

        var right = SeededRun.Play(plan, faults, seed: 1, new() { HasTimeline = false });
        Assert.Empty(right.Violations);
    }
}
