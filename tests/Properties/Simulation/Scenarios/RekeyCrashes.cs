using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.RekeyCrashPoints;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Rekeys and a crash at each point of them (I24, I30, I31; RFC 7296 §2.8, §2.18): every order
/// within the budgets, to the fixpoint. The counts are pinned.
/// </summary>
public sealed class RekeyCrashes
{
    private static readonly RekeyCrashPointsScenario World = new("rekey-crash-points");

    private static readonly Dictionary<string, (string Finds, RekeyCrashPointsScenario World)>
        Broken = new()
        {
            [nameof(RekeyFlaw.ChildToldEarly)] = ("I24", World with { Rekeys = 1 }),
            [nameof(RekeyFlaw.ChildrenLeftBehind)] = ("I31", World with { Rekeys = 1 }),
            [nameof(RekeyFlaw.NobodyYields)] = ("I30", World with { Rekeys = 2 }),
        };

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    [Theory]
    [InlineData(2, 0, 632, 0)]
    [InlineData(3, 0, 3_678, 0)]
    [InlineData(2, 1, 209_069, 7)]
    [InlineData(1, 2, 297_259, 6)]
    public void One_pair_survives_and_no_member_knows_what_the_peer_lacks(
        int rekeys, int crashes, long states, int worst)
    {
        var outcome = (rekeys, crashes) == (2, 1)
            ? ProvenWorlds.Explore("rekey-crash-points")
            : Explore(World with { Rekeys = rekeys, Crashes = crashes });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    [Theory]
    [InlineData(nameof(RekeyFlaw.ChildToldEarly), 1)]
    [InlineData(nameof(RekeyFlaw.ChildrenLeftBehind), 3)]
    [InlineData(nameof(RekeyFlaw.NobodyYields), 18)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var finds = Broken[name].Finds;
        var outcome = Explore(name);
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(
            violation is not null,
            $"{outcome.Ending}, {outcome.States} states, "
                + string.Join(", ", outcome.Violations.Select(Told)));
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    /// <summary>The world of a canary, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong = true) => Explore(
        Broken[name].World with
        {
            Flaw = isWrong ? Enum.Parse<RekeyFlaw>(name) : RekeyFlaw.None,
        });

    private static Outcome Explore(RekeyCrashPointsScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 300_000 });

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
