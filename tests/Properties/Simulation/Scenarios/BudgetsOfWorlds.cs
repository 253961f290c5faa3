using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Worlds of the catalogue with more faults than by default: two deaths, two cuts, two losses, a
/// forgery, to the fixpoint. The counts are pinned; docs/results.md has them all, and those that
/// are not complete.
/// </summary>
public sealed class BudgetsOfWorlds
{
    [Theory]
    [InlineData("hsrp-repaired-2", "crash=2,cut=2,stop=1,forge=1", 271_061, "I10 9")]
    [InlineData("request-crash-points", "crash=2,loss=2", 56_501, "I6b 7")]
    public void More_faults_break_nothing(string name, string faults, long states, string worst) =>
        Holds(name, faults, states, worst);

    [LongTheory]
    [InlineData("hsrp-repaired-3", "crash=2,cut=2", 21_897_044, "I10 9")]
    [InlineData("hsrp-pair", "fault=2", 1_781_699, "")]
    [InlineData("stateful-pair", "crash=2", 247_000, "I10 13")]
    [InlineData("stateful-pair", "cut=1", 622_735, "I10 10")]
    [InlineData("ike-exchanges", "loss=1", 1_084_323, "I30 13, I31 35, I6b 35")]
    [InlineData("ike-exchanges", "crash=2", 1_290_073, "I30 13, I31 32, I6b 32")]
    [InlineData("ike-first-exchanges", "loss=1", 1_374_290, "Ending 32, Agreed 29")]
    [InlineData("drain", "crash=1", 734_084, "I10 15")]
    [InlineData("replication-safety-first-stores", "crash=2", 1_023_502, "I10 5, I25 4")]
    [InlineData(
        "replication-availability-first-parted-inbound", "cut=2", 1_533_758, "I10 6, I25 4")]
    public void More_faults_break_nothing_where_that_takes_long(
        string name, string faults, long states, string worst) =>
        Holds(name, faults, states, worst);

    private static void Holds(string name, string faults, long states, string worst)
    {
        var scenario = Assert.Single(Catalogue.Named(name));
        Items<Budget> budgets = [.. faults.Split(',').Select(BudgetOf)];
        Assert.All(budgets, budget => Assert.Contains(scenario.Faults, one =>
            one.Name == budget.Name));
        var outcome = scenario.Explore(scenario.With(budgets), Limits.None, new());
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(one =>
                $"{one.Name}: {string.Join(" · ", one.Trace.Events.Select(e => e.Event))}")));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, SmallWorlds.WorstOf(outcome)));
    }

    private static Budget BudgetOf(string text)
    {
        var parts = text.Split('=');
        return new(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
