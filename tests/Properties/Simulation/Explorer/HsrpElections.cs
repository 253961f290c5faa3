using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>The shipped HSRP machine, every order of timers and every start phase.</summary>
public sealed class HsrpElections
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Read_literally_the_table_has_a_run_without_an_active_router(
        int routers, bool preempts)
    {
        var outcome = Exploration.Run(
            Literal(routers, preempts) with { StepInvariants = [] });
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal("I10", violation.Name);
        Assert.Equal((12, 2), (violation.Trace.Stem.Count, violation.Trace.Cycle.Count));
    }

    [Fact]
    public void Read_literally_a_router_stays_active_against_another_one_and_hosts_are_not_told()
    {
        var violation = Assert.Single(Exploration.Run(Literal(3, true)).Violations);
        Assert.Equal(("I12", LiteralWithoutArp), (violation.Name, violation.Trace.Length));
    }

    [Theory]
    [InlineData(1, false, 1, 0, 50)]
    [InlineData(1, true, 1, 0, 50)]
    [InlineData(2, false, 1, 0, 2_395)]
    [InlineData(2, true, 1, 0, 2_358)]
    [InlineData(2, false, 0, 1, 5_690)]
    [InlineData(2, true, 0, 1, 6_641)]
    [InlineData(3, false, 0, 0, 12_197)]
    [InlineData(3, false, 1, 0, 65_418)]
    [InlineData(3, false, 0, 1, 282_224)]
    [InlineData(3, true, 0, 0, 13_574)]
    [InlineData(3, true, 1, 0, 60_997)]
    [InlineData(3, true, 0, 1, 325_133)]
    [InlineData(3, false, 1, 1, 1_424_333)]
    [InlineData(3, true, 1, 1, 1_371_617)]
    public void Repaired_one_active_router_comes_from_every_state(
        int routers, bool preempts, int crashes, int cuts, long states)
    {
        var outcome = (routers, crashes, cuts) == (3, 1, 1)
            ? ProvenWorlds.Explore($"hsrp-repaired-3{(preempts ? "-preempt" : "")}")
            : Explore(routers, preempts, HsrpGroup.Dialect.Repaired, crashes, cuts);
        Assert.True(outcome.IsComplete);
        Assert.Empty(outcome.Violations);
        Assert.All(outcome.Invariants, one => Assert.True(one.Holds, one.Name));
        var goal = Assert.Single(outcome.Goals);
        Assert.True(goal.Holds);
        Assert.InRange(goal.Worst ?? int.MaxValue, 1, 9);
        Assert.Equal(states, outcome.States);
    }

    private const int LiteralWithoutArp = 14;

    private static WorldModel<
        HsrpGroup.Config, HsrpGroup.State, HsrpGroup.Input, HsrpGroup.Output> Literal(
        int routers, bool preempts) => new HsrpElection("hsrp")
        {
            Routers = routers,
            Preempts = preempts,
            Dialect = HsrpGroup.Dialect.Rfc2281Literal,
        }.Model();

    private static Outcome Explore(
        int routers, bool preempts, HsrpGroup.Dialect dialect, int crashes = 0, int cuts = 0) =>
        Exploration.Run(new HsrpElection("hsrp")
        {
            Routers = routers,
            Preempts = preempts,
            Dialect = dialect,
            Crashes = crashes,
            Cuts = cuts,
        }.Model());
}
