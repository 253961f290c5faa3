using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Floors come down (docs/adr/0044) in members of the simulator as in the gateway: behind a burst,
/// and before a place is given up on purpose.
/// </summary>
public sealed class FloorsThatComeDown
{
    /// <summary>400 packets a second until 33 s, then as many as said.</summary>
    private static WorldPlan BurstAndThen(int perSecond, int from)
    {
        var world = PlayedWorlds.WithAttacker;
        return world with
        {
            Flows =
            [
                .. world.Flows.Select(flow => flow with { PacketsPerSecond = perSecond }),
                world.Flows.First(flow => flow.To == "host") with
                {
                    PacketsPerSecond = 400,
                    StartsAt = TimeSpan.FromSeconds(from),
                    EndsAt = TimeSpan.FromSeconds(33),
                },
            ],
        };
    }

    [Fact]
    public void What_comes_slowly_behind_a_burst_is_not_cut_off_for_long_by_a_takeover()
    {
        // Twenty numbers lay ahead at the rate of the burst: twenty seconds at this one, behind the
        // four that the takeover takes, in which eight packets are lost both ways.
        var run = PlayedWorlds.Play(
            BurstAndThen(perSecond: 1, from: 30), PlayedWorlds.Of((38, new Fault.Crash("alice"))));
        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(run.Measures.PacketsLost, 6, 11);
    }

    [Fact]
    public void Whoever_lowers_a_floor_for_others_and_not_for_itself_is_seen()
    {
        // It is lowered at some moment of a second; what comes until it is raised is the hole.
        var isSeen = false;
        for (var at = 34.25; !isSeen && at < 37; at += 0.25)
        {
            var faults = PlayedWorlds.Of(
                (at, new Fault.Crash("alice")),
                (at + 6, new Fault.Replay(MessageKind.Esp, "moon", 2_000)),
                (at + 15, new Fault.Restart("alice")));
            isSeen = PlayedWorlds.Broken(PlayedWorlds.Play(
                BurstAndThen(10, from: 32), faults,
                options: new() { Mischief = Mischief.LowersForOthers })) == "I3";
            Assert.Equal(
                "", PlayedWorlds.Broken(PlayedWorlds.Play(BurstAndThen(10, from: 32), faults)));
        }

        Assert.True(isSeen);
    }

    [Fact]
    public void A_drain_loses_fewer_packets_once_every_tunnel_has_told_how_far_it_came()
    {
        var faults = PlayedWorlds.Of((35, new Fault.Drain("alice")));
        var shipped = PlayedWorlds.Play(PlayedWorlds.Pair, faults);
        var unsettled = PlayedWorlds.Play(
            PlayedWorlds.Pair, faults, options: new() { Mischief = Mischief.LeavesUnsettled });

        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.Equal(shipped.Measures.Takeovers, unsettled.Measures.Takeovers);
        Assert.True(
            shipped.Measures.PacketsLost < unsettled.Measures.PacketsLost,
            $"{shipped.Measures.PacketsLost} lost, and {unsettled.Measures.PacketsLost}");
    }

    [Fact]
    public void What_waits_for_the_floor_of_an_SA_that_is_deleted_is_taken_in()
    {
        // The standby answers late: of 50 packets a second some wait when the peer's Delete comes.
        var run = PlayedWorlds.Play(Busy, PlayedWorlds.Of(SlowSync, RekeyByPeer));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(1, run.Measures.Rekeyed);
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Fact]
    public void Whoever_takes_it_in_before_the_end_of_its_SA_is_a_fact_is_seen()
    {
        // Moon reigns from 33 s on, and knows the SA until the peer asks for its end again.
        var isSeen = false;
        for (var at = 30.2; !isSeen && at < 30.5; at += 0.02)
        {
            var faults = PlayedWorlds.Of(
                SlowSync, RekeyByPeer, (at, new Fault.Crash("alice")),
                (33.02, new Fault.Replay(MessageKind.Esp, "moon", 1_000)),
                (45, new Fault.Restart("alice")));
            isSeen = PlayedWorlds.Broken(PlayedWorlds.Play(
                Busy, faults, options: new() { Mischief = Mischief.TakesRestEarly })) == "I3";
            Assert.Equal("", PlayedWorlds.Broken(PlayedWorlds.Play(Busy, faults)));
        }

        Assert.True(isSeen);
    }

    private static WorldPlan Busy => PlayedWorlds.WithAttacker with
    {
        Flows =
        [
            .. PlayedWorlds.WithAttacker.Flows.Select(flow => flow with
            {
                PacketsPerSecond = 50,
                StartsAt = TimeSpan.FromSeconds(29),
            }),
        ],
    };

    private static (double Seconds, Fault Fault) SlowSync => (
        29.5, new Fault.SyncSlow(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3)));

    private static (double Seconds, Fault Fault) RekeyByPeer =>
        (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true));
}
