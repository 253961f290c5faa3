using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>Worlds that take too long for every run: HOLDFAST_LONG_SEARCH=1 explores them, to the
/// fixpoint. The counts are pinned.</summary>
public sealed class LongWorlds
{
    [LongTheory]
    [InlineData("rekey-crash-points-slow", 1_859_882)]
    [InlineData("replication-availability-first-moves", 1_208_088)]
    [InlineData("replication-safety-first-moves", 1_057_853)]
    [InlineData("replication-availability-first-stores-lossy", 875_506)]
    [InlineData("replication-safety-first-stores-lossy", 1_307_060)]
    [InlineData("replication-availability-first-parted-stores", 1_827_658)]
    [InlineData("replication-safety-first-parted-stores", 939_079)]
    [InlineData("replication-availability-first-late-moves", 1_915_831)]
    [InlineData("replication-safety-first-late-moves", 233_288)]
    [InlineData("replication-availability-first-late", 949_181)]
    [InlineData("replication-safety-first-late", 1_017_873)]
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
        [
            "replication-availability-first-stores-lossy",
            "replication-availability-first-parted-stores",
            "replication-availability-first-moves", "replication-availability-first-late-moves",
            "replication-availability-first-late", "replication-safety-first-stores-lossy",
            "replication-safety-first-parted-stores",
            "replication-safety-first-moves",
            "replication-safety-first-late-moves", "replication-safety-first-late",
            "rekey-crash-points-slow",
        ],
        Catalogue.All.Where(one => one.IsLong).Select(one => one.Name));
}
