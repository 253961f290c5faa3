using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Boxes that are in several gateways: each has its own members, SAs and sync.</summary>
public sealed class SharedLoads
{
    private static readonly WorldPlan World = ScenarioTable.Named("two-groups")!.Cases[0].World();

    [Fact]
    public void Peers_are_spread_over_gateways_and_gateways_over_members()
    {
        Assert.Equal(
            World.Members.Select(one => one.Name).Order(),
            World.Gateways.Select(one => one.Members[0]).Distinct().Order());
        Assert.True(World.Peers.GroupBy(peer => peer.Gateways[0]).Count() > 2);
        Assert.All(World.Gateways, gateway => Assert.Equal(3, gateway.Members.Count));
    }

    [Fact]
    public void Only_the_gateways_of_the_member_that_fails_move_and_come_back_with_it()
    {
        var run = PlayedWorlds.Play(
            World,
            PlayedWorlds.Of((30, new Fault.Crash("alice")), (50, new Fault.Restart("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        foreach (var gateway in World.Gateways)
        {
            var opened = Opened(run, gateway.Name);
            Assert.Equal(
                gateway.Members[0] == "alice"
                    ? [gateway.Members[0], gateway.Members[1], gateway.Members[0]]
                    : [gateway.Members[0]],
                opened);
        }
    }

    [Fact]
    public void Peers_of_gateways_that_stay_lose_no_packet()
    {
        var flows = World.Flows.Where(flow => World.Peers.Any(peer =>
            (flow.From == $"behind-{peer.Name}" || flow.To == $"behind-{peer.Name}")
            && World.Gateway(peer.Gateways[0])!.Members[0] != "alice")).ToArray();
        var run = PlayedWorlds.Play(
            World with { Flows = [.. flows.Select(one => one with { StartsAt = Seconds(25) })] },
            PlayedWorlds.Of((30, new Fault.Crash("alice")), (50, new Fault.Restart("alice"))));

        Assert.NotEmpty(flows);
        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    /// <summary>The members that let traffic of a gateway pass, in their order.</summary>
    private static IEnumerable<string> Opened(RunResult run, string gateway) =>
        from moment in run.Timeline
        where moment.Who.EndsWith($"/{gateway}", StringComparison.Ordinal)
            && moment.Says.StartsWith("lets traffic pass", StringComparison.Ordinal)
        select moment.Who[..moment.Who.IndexOf('/', StringComparison.Ordinal)];

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
