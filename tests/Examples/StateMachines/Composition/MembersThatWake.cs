using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// A member that reigned, and was suspended through the hold time of its first hop, told as a log
/// of what the boxes do, in order (docs/adr/0062).
/// </summary>
public sealed class MembersThatWake
{
    [Fact]
    public void Who_missed_the_hold_time_of_its_first_hop_alone_asks_before_it_goes_on()
    {
        // Its heartbeats are not late by the hold time of replication yet.
        var world = Running();
        world.Sleep(ClusterSettings.Hold.TotalSeconds);
        var reigns = Assert.IsType<SaReplication.Role.Active>(world[0]!.State.Replication.Role);
        Assert.True(world.Now <= reigns.HeartbeatDue + ClusterSettings.Hold);
        world.Do(0, new Input.Tick());
        Assert.Equal("OpenProving", Phase(world, 0));
        Assert.Equal(
            """
            alice: no traffic
            alice: stops, Slept
            alice: withdraws 10.9.0.0/24
            """,
            Log(world));

        world.Run(0);
        Assert.StartsWith(
            """
            alice: goes on
            alice: adds 10.9.0.0/24
            alice: traffic
            """,
            Log(world), StringComparison.Ordinal);
        Assert.Equal("OpenActive", Phase(world, 0));
    }

    [Fact]
    public void Whom_nobody_answers_gives_its_addresses_up_when_nothing_leads_to_it()
    {
        var world = Running();
        world.Crash(1);
        world.Sleep(10);
        world.Run(0.31);

        Assert.Equal(
            """
            alice: no traffic
            alice: stops, Slept
            alice: withdraws 10.9.0.0/24
            alice: gives up Front
            alice: gives up Back
            """,
            Log(world));
        Assert.Equal("FollowingStale", Phase(world, 0));
        Assert.False(world[0]!.State.Replication.HasAuthority);

        // Nobody else is there: it is elected again.
        world.Run(10);
        Assert.StartsWith(
            """
            alice: claims Front
            alice: claims Back
            alice: reigns in 10.1, Stale
            """,
            Log(world), StringComparison.Ordinal);
        Assert.True(world[0]!.IsOpen);
    }

    [Fact]
    public void Who_wakes_without_its_sync_channel_says_nothing_as_active()
    {
        var said = new List<HsrpGroup.Output>();
        var world = Running();
        world.FallAsleep(0);
        world.Run(4);
        Assert.True(world[1]!.IsOpen);
        world.Cuts.Add(Segment.Sync);
        world.OnOutput = (host, output) =>
        {
            if (host == world[0] && output is Output.OfFirstHop(_, var one))
            {
                said.Add(one);
            }
        };
        world.Wake(0, hears: false);

        // A link comes and goes while it asks: a group of less priority says so, if it may speak.
        world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
        world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: true)));
        Assert.Equal("OpenProving", Phase(world, 0));
        Assert.Empty(said);

        world.Run(5);
        Assert.All(said, one => Assert.True(
            one is HsrpGroup.Output.ReleaseVirtualMac
                or HsrpGroup.Output.SendHello
            { Announcement.Phase: not HsrpGroup.Phase.Active },
            $"{one}"));
        Assert.True(world[1]!.IsOpen);

        world.Cuts.Clear();
        world.Connect();
        world.Run(20);
        Assert.True(world[0]!.IsOpen);
        Assert.Contains("alice: reigns in 11.1, Synced", Log(world), StringComparison.Ordinal);
    }

    [Fact]
    public void While_it_asks_it_hears_nobody_at_its_first_hop_but_who_says_that_it_is_active()
    {
        var world = Running();
        world.Sleep(10);
        world.OnTheWay.Clear();
        world.Do(0, new Input.Tick());
        var asks = world[0]!.State;
        Assert.Equal("OpenProving", ClusterMember.PhaseOf(asks));

        var group = world[1]!.Config.Hsrp.Front;
        HsrpGroup.Message Says(HsrpGroup.Phase phase) => new(
            new(group.Address, 200), phase, TimeSpan.FromSeconds(1), ClusterSettings.Hold,
            group.VirtualAddress);
        world.Do(0, new Input.AtFirstHop(
            HsrpPair.Side.Front, new HsrpGroup.Input.Hello(Says(HsrpGroup.Phase.Standby))));
        Assert.Same(asks, world[0]!.State);
        Assert.Equal(
            "it has slept, and asks first whether it still reigns",
            ClusterMember.Step(
                world[0]!.Config, asks, world.Now,
                new Input.AtFirstHop(
                    HsrpPair.Side.Front,
                    new HsrpGroup.Input.Resign(Says(HsrpGroup.Phase.Active)))).Reason.Rule);

        world.Do(0, new Input.AtFirstHop(
            HsrpPair.Side.Front, new HsrpGroup.Input.Hello(Says(HsrpGroup.Phase.Active))));
        Assert.Equal("FollowingStale", Phase(world, 0));
    }

    [Fact]
    public void Whose_group_is_disabled_while_it_asks_gives_both_sides_up_in_silence()
    {
        var world = Running();
        world.Sleep(10);
        world.Do(0, new Input.Tick());
        world.OnTheWay.Clear();
        world.Do(0, new Input.AtFirstHop(HsrpPair.Side.Back, new HsrpGroup.Input.Disable()));

        Assert.Equal("DownStale", Phase(world, 0));
        Assert.DoesNotContain(
            world.OnTheWay, one => one.Input is Input.AtFirstHop(_, HsrpGroup.Input.Resign));
    }

    [Fact]
    public void Who_sleeps_while_it_is_about_to_reign_begins_no_reign_when_it_wakes()
    {
        var world = Running();
        world.Crash(0);
        while (Phase(world, 1) != "OpenPromoting")
        {
            Assert.True(world.Pass());
            while (world.OnTheWay.Count > 0 && Phase(world, 1) != "OpenPromoting")
            {
                world.Arrive(0);
            }
        }

        world.Sleep(ClusterSettings.Hold.TotalSeconds + 1);
        Log(world);
        world.Settle();
        Assert.Equal("moon: gives up Front\nmoon: gives up Back", Log(world));
        Assert.Equal("FollowingStale", Phase(world, 1));
        world.Run(10);
        Assert.True(world[1]!.IsOpen);
    }

    private static string Phase(ClusterWorld world, int member) =>
        ClusterMember.PhaseOf(world[member]!.State);

    private static string Log(ClusterWorld world) => world.ReadLog().ReplaceLineEndings("\n");

    private static ClusterWorld Running()
    {
        var world = new ClusterWorld();
        _ = new ClusterGhost(world);
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        Assert.True(world[0]!.IsOpen);
        world.ReadLog();
        return world;
    }
}
