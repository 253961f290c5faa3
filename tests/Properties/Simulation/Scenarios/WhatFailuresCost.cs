using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// What is lost in the worst case over every order of what may break, in units of time: measured in
/// each state, with a trace to the worst one, and drawn in reports (holdfast prove --report).
/// </summary>
public sealed class WhatFailuresCost
{
    [Theory]
    [InlineData("hsrp-pair", "time without traffic", 6)]
    [InlineData("rri-order", "packets for nowhere", 2)]
    [InlineData("bfd-neighbours", "units for which an end is up over what is broken", 6)]
    public void The_worst_case_is_known_with_its_trace(string name, string gauge, int most)
    {
        var outcome = ProvenWorlds.Explore(name);
        var measured = outcome.Gauges.Single(one => one.Name == gauge);

        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Equal(most, measured.Most);
        Assert.Equal(outcome.States, measured.Spread.Sum());
        Assert.Equal(
            outcome.Permutations,
            measured.Permutations.Aggregate(UInt128.Zero, (sum, one) => sum + one));
        Assert.NotEmpty(measured.MostTrace!.Events);
    }
}
