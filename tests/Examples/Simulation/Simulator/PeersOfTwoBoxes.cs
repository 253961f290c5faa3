using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>RFC 6311 §5.1 where both sides are clusters, and fail over at one time.</summary>
public sealed class PeersOfTwoBoxes
{
    [Theory]
    [InlineData("both-fail-over")]
    [InlineData("both-and-lost")]
    public void Both_sides_fail_over_at_once_and_agree_on_message_IDs_without_new_SAs(string name)
    {
        var card = ScenarioTable.Named("crash-in-message-id-sync")!;
        var (world, faults) = card.Scenario(card.Cases.Single(one => one.Name == name));
        var run = PlayedWorlds.Play(world, faults);

        Assert.Equal("", PlayedWorlds.Broken(run));
        var second = PlayedWorlds.When(run, "carol", "goes on with its second box");
        var reigns = run.Timeline.Single(one => one.Who == "moon"
            && one.Says.StartsWith("reigns", StringComparison.Ordinal)
            && (one.At - Holdfast.StateMachines.Instant.Zero).TotalSeconds < 50);
        Assert.Contains("Stale", reigns.Says, StringComparison.Ordinal);
        Assert.InRange((reigns.At - Holdfast.StateMachines.Instant.Zero).TotalSeconds, 42, 45);
        Assert.InRange(second ?? 0, 43, 44);
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "goes on with message IDs") ?? 0, 43, 55);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.DoesNotContain(
            run.Timeline, one => one.Who == "carol"
                && one.Says.StartsWith("has 2 CHILD SAs", StringComparison.Ordinal)
                && (one.At - Holdfast.StateMachines.Instant.Zero).TotalSeconds > 40);
    }
}
