using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// RFC 6290 after a power loss of both members: who comes back shows tokens, and the peer compares
/// them with those that it was given under protection.
/// </summary>
public sealed class ShownTokenRuns
{
    [Fact]
    public void Who_has_lost_everything_but_its_secrets_is_found_dead_at_the_first_question()
    {
        var run = Play("secrets-kept");

        Assert.NotNull(PlayedWorlds.When(run, "alice", "shows 3 tokens"));
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "takes the gateway for dead: Token") ?? 0, 49, 51);
    }

    [Theory]
    [InlineData("secrets-older", "shows 2 tokens")]
    [InlineData("secrets-lost", "shows 1 tokens")]
    public void Tokens_of_an_old_or_a_new_secret_are_refused_and_liveness_decides(
        string name, string shown)
    {
        var run = Play(name);

        Assert.NotNull(PlayedWorlds.When(run, "alice", shown));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "is shown a token that is not the one"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead: Token"));
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "takes the gateway for dead") ?? 0, 55, 60);
    }

    private static RunResult Play(string name)
    {
        var card = ScenarioTable.Named("power-loss-of-both")!;
        var (world, faults) = card.Scenario(card.Cases.Single(one => one.Name == name));
        var run = PlayedWorlds.Play(world, faults);
        Assert.Equal("", PlayedWorlds.Broken(run));
        return run;
    }
}
