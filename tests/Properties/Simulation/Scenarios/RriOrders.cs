using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.RriOrder;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// The safe order at both ends of a tunnel (I14, I15): every order of new SAs, rekeys, deletes,
/// losses and deaths of an end within the budgets, to the fixpoint. The counts are pinned.
/// </summary>
public sealed class RriOrders
{
    private static readonly RriOrderScenario World = new("rri-order");

    private static readonly Dictionary<string, (string Finds, RriOrderScenario World)> Broken =
        new()
        {
            [nameof(TunnelFlaw.RouteWithdrawnAfterSa)] = ("Clear", World with { Crashes = 1 }),
            [nameof(TunnelFlaw.ForwardsBeforeGuard)] = ("Clear", World),
            [nameof(TunnelFlaw.SasFlushedFirst)] = ("Clear", World with { Crashes = 1 }),
            [nameof(TunnelFlaw.ReceiverLeavesFirst)] = ("Hole", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.SentUnproven)] = ("Hole", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.AnsweredBeforeDone)] = ("Hole", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.DeathUnheeded)] = ("Hole", World with { Crashes = 1 }),
            [nameof(TunnelFlaw.DeletedBeforeAdded)] = ("I15", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.ReplacedInTwoSteps)] = ("I15", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.OldWithdrawalTakesNewRoute)] =
                ("I15", World with { Wishes = 1 }),
            [nameof(TunnelFlaw.RouteKept)] = ("I14", World with { Wishes = 1 }),
        };

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries => Broken.Keys;

    [Theory]
    [InlineData(false, 0, 3, 1, 0, 172_076, 2)]
    [InlineData(false, 1, 2, 1, 1, 192_586, 2)]
    [InlineData(false, 0, 1, 0, 2, 35_688, 2)]
    [InlineData(true, 1, 3, 1, 0, 137_920, 2)]
    [InlineData(true, 0, 2, 1, 1, 167_851, 2)]
    public void Nothing_leaves_in_the_clear_or_for_nowhere_and_no_rekey_is_without_a_route(
        bool shared, int drain, int wishes, int losses, int crashes, long states, int worst)
    {
        var outcome = Explore(World with
        {
            IsShared = shared,
            Drain = drain,
            Wishes = wishes,
            Losses = losses,
            Crashes = crashes,
        });
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, Assert.Single(outcome.Goals).Worst));
    }

    [Theory]
    [InlineData(nameof(TunnelFlaw.RouteWithdrawnAfterSa), 20)]
    [InlineData(nameof(TunnelFlaw.ForwardsBeforeGuard), 3)]
    [InlineData(nameof(TunnelFlaw.SasFlushedFirst), 23)]
    [InlineData(nameof(TunnelFlaw.ReceiverLeavesFirst), 21)]
    [InlineData(nameof(TunnelFlaw.SentUnproven), 12)]
    [InlineData(nameof(TunnelFlaw.AnsweredBeforeDone), 14)]
    [InlineData(nameof(TunnelFlaw.DeathUnheeded), 20)]
    [InlineData(nameof(TunnelFlaw.DeletedBeforeAdded), 23)]
    [InlineData(nameof(TunnelFlaw.ReplacedInTwoSteps), 23)]
    [InlineData(nameof(TunnelFlaw.OldWithdrawalTakesNewRoute), 24)]
    [InlineData(nameof(TunnelFlaw.RouteKept), 17)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var (finds, world) = Broken[name];
        var outcome = Explore(world with { Flaw = Enum.Parse<TunnelFlaw>(name) });
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(
            violation is not null,
            $"{outcome.Ending}, {outcome.States} states, "
                + string.Join(", ", outcome.Violations.Select(Told)));
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    /// <summary>The world of a canary, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong) => Explore(
        Broken[name].World with { Flaw = isWrong ? Enum.Parse<TunnelFlaw>(name) : default });

    private static Outcome Explore(RriOrderScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 3_000_000 });

    private static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
