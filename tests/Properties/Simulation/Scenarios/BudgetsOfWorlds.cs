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
    [InlineData("hsrp-repaired-2", "crash=2,cut=2,stop=1,forge=1", 271_061, 9)]
    [InlineData("request-crash-points", "crash=2,loss=2", 56_501, 7)]
    public void More_faults_break_nothing(string name, string faults, long states, int worst) =>
        Holds(name, faults, states, worst);

    [LongTheory]
    [InlineData("hsrp-repaired-3", "crash=2,cut=2", 21_897_044, 9)]
    [InlineData("hsrp-pair", "fault=2", 1_781_699, null)]
    [InlineData("stateful-pair", "crash=2", 247_000, 13)]
    [InlineData("stateful-pair", "cut=1", 622_735, 10)]
    [InlineData("ike-exchanges", "loss=1", 1_084_323, 13)]
    [InlineData("ike-exchanges", "crash=2", 1_290_073, 13)]
    [InlineData("drain", "crash=1", 734_084, 15)]
    [InlineData("replication-safety-first-stores", "crash=2", 1_023_986, 5)]
    public void More_faults_break_nothing_where_that_takes_long(
        string name, string faults, long states, int? worst) =>
        Holds(name, faults, states, worst);

    private static void Holds(string name, string faults, long states, int? worst)
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
            (outcome.Ending, outcome.States, outcome.Goals.FirstOrDefault().Worst));
    }

    private static Budget BudgetOf(string text)
    {
        var parts = text.Split('=');
        return new(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
