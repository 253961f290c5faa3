using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>Worlds that take too long for every run: HOLDFAST_LONG_SEARCH=1 explores them, to the
/// fixpoint. The counts are pinned.</summary>
public sealed class LongWorlds
{
    [LongTheory]
    [InlineData("rekey-crash-points-slow", 1_859_882)]
    [InlineData("replication-availability-first-moves", 1_149_135)]
    [InlineData("replication-safety-first-moves", 1_057_853)]
    public void A_world_that_takes_long_is_complete_and_holds(string name, int states)
    {
        var scenario = Assert.Single(Catalogue.Named(name));
        Assert.True(scenario.IsLong);
        var outcome = scenario.Explore(scenario.With(), Limits.None, new());
        Assert.Equal(Ending.Complete, outcome.Ending);
        Assert.Empty(outcome.Violations);
        Assert.Equal(states, outcome.States);
    }

    [Fact]
    public void Nothing_else_takes_long() => Assert.Equal(
        ["replication-availability-first-moves", "replication-safety-first-moves",
            "rekey-crash-points-slow"],
        Catalogue.All.Where(one => one.IsLong).Select(one => one.Name));

    private sealed class LongTheoryAttribute : TheoryAttribute
    {
        public LongTheoryAttribute() =>
            Skip = Environment.GetEnvironmentVariable("HOLDFAST_LONG_SEARCH") == "1"
                ? null
                : "takes minutes: HOLDFAST_LONG_SEARCH=1 runs it";
    }
}
