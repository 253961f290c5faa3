using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.BfdNeighbours;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Where BFD ends: each change of state is told at once (RFC 5880 §6.8.7), and what is told changes
/// the other end.
/// </summary>
public sealed class BfdDelays
{
    [Fact]
    public void Packets_that_need_a_whole_interval_let_two_ends_chase_each_other_for_ever()
    {
        var outcome = Exploration.Run(
            new BfdNeighboursScenario("bfd-late") { Delay = 1, Losses = 0 }.Model());
        Assert.Equal(["Returned"], outcome.Violations.Select(one => one.Name));
    }
}
