using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Rekeys by octets, whoever begins: that they happen, and what they leave.</summary>
public sealed class Rekeys
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_IKE_SA_is_rekeyed_and_its_children_move_without_a_packet_lost(bool byPeer)
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Ike, byPeer))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "has a new IKE SA")!.Value, 30, 30.2);
        Assert.InRange(PlayedWorlds.When(run, "carol", "has a new IKE SA")!.Value, 30, 30.2);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal((0, 0), (run.Measures.PacketsLost, run.Measures.Reestablished));
    }

    [Fact]
    public void A_peer_rekeys_a_CHILD_SA_without_a_packet_lost()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "carol", "has a new CHILD SA")!.Value, 30, 30.2);
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Fact]
    public void Of_two_rekeys_at_once_the_one_with_the_lowest_nonce_is_given_up()
    {
        var winners = new HashSet<string>();
        for (var seed = 1UL; seed <= 8; seed++)
        {
            var run = PlayedWorlds.Play(
                PlayedWorlds.Pair,
                PlayedWorlds.Of(
                    (30, new Fault.Rekey("carol", RekeyOf.Children)),
                    (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
                seed);

            Assert.Equal("", PlayedWorlds.Broken(run));
            Assert.Equal(0, run.Measures.PacketsLost);
            var members = PlayedWorlds.When(run, "alice", "deletes its new CHILD SA");
            var peers = PlayedWorlds.When(run, "carol", "deletes its new CHILD SA");
            Assert.True(members is null != peers is null, $"seed {seed}: {members}, {peers}");
            winners.Add(members is null ? "alice" : "carol");
        }

        Assert.Equal(2, winners.Count);
    }

    [Theory]
    [InlineData(CrashPoint.AfterSend)]
    [InlineData(CrashPoint.BeforeSend)]
    public void Whoever_takes_over_ends_the_rekey_of_an_IKE_SA_that_its_predecessor_began(
        CrashPoint point)
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of(
                (30, new Fault.CrashAt("alice", point, MessageKind.IkeChild)),
                (30.01, new Fault.Rekey("carol", RekeyOf.Ike))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "has a new IKE SA with carol"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
    }
}
