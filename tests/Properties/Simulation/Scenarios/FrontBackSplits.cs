using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.FrontBackSplit;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Inside and outside cut in two (I13): every order of timers, cuts and crashes within the budgets,
/// to the fixpoint. The counts are pinned.
/// </summary>
public sealed class FrontBackSplits
{
    private static readonly FrontBackSplitScenario World = new("front-back-split");

    private static readonly Dictionary<string, FrontBackSplitScenario> Broken = new()
    {
        [nameof(SplitFlaw.GateOpensFirst)] = World,
        [nameof(SplitFlaw.GroupsUnbound)] = World with { Cuts = 1 },
    };

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    [Theory]
    [InlineData(1, 0, 490_619, 6)]
    [InlineData(0, 1, 68_613, 6)]
    public void What_comes_in_by_one_member_never_returns_by_the_other(
        int cuts, int crashes, long states, int worst)
    {
        var outcome = Explore(World with { Cuts = cuts, Crashes = crashes });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    [Theory]
    [InlineData(nameof(SplitFlaw.GateOpensFirst), 12)]
    [InlineData(nameof(SplitFlaw.GroupsUnbound), 16)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var outcome = Explore(Broken[name] with { Flaw = Enum.Parse<SplitFlaw>(name) });
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == "I13");
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    /// <summary>The world of a canary, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong) => Explore(
        Broken[name] with { Flaw = isWrong ? Enum.Parse<SplitFlaw>(name) : default });

    private static Outcome Explore(FrontBackSplitScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 1_000_000 });

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
