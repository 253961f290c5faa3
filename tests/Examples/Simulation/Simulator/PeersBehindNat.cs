using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// RFC 3948 and RFC 7296 §2.23: IKE and ESP in UDP, from a port that the NAT may change.
/// </summary>
public sealed class PeersBehindNat
{
    private static WorldPlan World => PlayedWorlds.WithAttacker with
    {
        Peers = [PlayedWorlds.Pair.Peers[0] with { IsBehindNat = true }],
    };

    [Fact]
    public void Nothing_is_lost_behind_a_NAT_that_keeps_its_port()
    {
        var run = PlayedWorlds.Play(World, FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
        Assert.Null(PlayedWorlds.When(run, "alice", "follows carol"));
    }

    [Fact]
    public void Another_port_is_followed_with_the_first_authentic_packet_that_comes_from_it()
    {
        var run = PlayedWorlds.Play(World, PlayedWorlds.Of((35, new Fault.NatRebind("carol"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(run, "alice", "follows carol to port 30001") ?? 0, 35, 35.2);
        Assert.InRange(run.Measures.PacketsLost, 0, 3);
    }

    [Fact]
    public void Whoever_takes_over_sends_to_the_port_that_was_learned_before()
    {
        var run = PlayedWorlds.Play(
            World with { Flows = [World.Flows.Single(flow => flow.From == "host")] },
            PlayedWorlds.Of(
                (34.5, new Fault.NatRebind("carol")), (34.6, new Fault.Rekey(
                    "carol", RekeyOf.Children, ByPeer: true)),
                (36, new Fault.Crash("alice")), (50, new Fault.Restart("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "alice", "follows carol to port 30001"));
        Assert.Null(PlayedWorlds.When(run, "moon", "follows carol"));
        Assert.True(run.Measures.LongestGap < TimeSpan.FromSeconds(4), $"{run.Measures}");
    }

    [Fact]
    public void An_IKE_SA_that_a_member_makes_anew_is_made_by_the_port_that_is_known()
    {
        var world = World with
        {
            Peers = [World.Peers[0] with { Traits = IkeTraits.None }],
        };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Of(
            (28, new Fault.NatRebind("carol")),
            (30, new Fault.SyncCut(TimeSpan.FromSeconds(20))),
            (40, new Fault.Crash("alice")), (41, new Fault.Fence("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.True(run.Measures.Reestablished > 0);
        Assert.InRange(PlayedWorlds.When(run, "moon", "CHILD SAs with carol")!.Value, 41, 45);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
    }

    [Fact]
    public void What_is_recorded_and_sent_again_from_the_old_port_is_followed_by_nobody()
    {
        var run = PlayedWorlds.Play(
            World,
            PlayedWorlds.Of(
                (35, new Fault.NatRebind("carol")),
                (40, new Fault.Replay(MessageKind.Esp, "alice", 1_000)),
                (42, new Fault.Replay(MessageKind.Ike, "alice", 1_000))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Single(run.Timeline, one => one.Says.StartsWith(
            "follows carol", StringComparison.Ordinal));
    }
}
