using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What happens to a cluster of two, told as a log of what its boxes do, in order.
/// </summary>
public sealed class Takeovers
{
    [Fact]
    public void Whoever_is_active_first_reigns_over_nothing()
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(10);

        Log(
            world,
            """
            alice: Reroute
            alice: Regained
            moon: Reroute
            moon: Regained
            alice: claims Front
            alice: claims Back
            moon: CloseDoors
            alice: reigns in 9.1, Empty
            alice: traffic
            """);
    }

    [Fact]
    public void A_member_that_dies_is_replaced_without_loss()
    {
        var world = Running();
        world.Crash(0);
        world.Run(10);

        Log(
            world,
            """
            moon: claims Front
            moon: claims Back
            moon: reigns in 10.2, Synced
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: traffic
            moon: check 2
            moon: request 2 to carol
            """);
        Assert.Equal([Prefix], world[1]!.Routes.Select(route => $"{route.Prefix}"));
    }

    [Fact]
    [Requirement("RFC6027-3.8-a")]
    public void The_address_that_the_peer_knows_is_answered_by_whoever_reigns()
    {
        var world = Running();
        Assert.Equal(2, world[0]!.Addresses.Count);
        Assert.Empty(world[1]!.Addresses);

        world.Crash(0);
        world.Run(10);

        Assert.Equal(2, world[1]!.Addresses.Count);
    }

    [Fact]
    public void A_better_member_takes_over_once_it_knows_everything()
    {
        var world = Running();
        world.Crash(0);
        world.Run(10);
        world.ReadLog();
        world.Start(0);
        world.Run(10);

        Log(
            world,
            """
            alice: Reroute
            alice: Regained
            alice: CloseDoors
            alice: claims Front
            moon: no traffic
            moon: stops, NoAuthority
            moon: withdraws 10.9.0.0/24
            moon: gives up Front
            moon: gives up Back
            alice: claims Back
            alice: reigns in 19.1, Synced
            alice: OpenDoors
            alice: adds 10.9.0.0/24
            alice: traffic
            alice: check 3
            moon: CloseDoors
            alice: request 3 to carol
            """);
    }

    [Fact]
    public void A_member_that_leaves_gives_state_then_routes_then_addresses_and_stays_away()
    {
        var world = Running();
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        world.Run(10);

        Log(
            world,
            """
            alice: CloseDoors
            alice: PushState
            alice: Yield
            alice: withdraws 10.9.0.0/24
            alice: no traffic
            alice: stops, NoAuthority
            alice: gives up Front
            alice: gives up Back
            moon: claims Front
            moon: claims Back
            moon: reigns in 10.2, Synced
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: traffic
            moon: check 2
            moon: request 2 to carol
            moon: check 3
            moon: request 3 to carol
            """);
        Assert.True(world[0]!.State.FirstHop.IsWithheld);

        // It may come back once somebody says so: it is the better one.
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Remain()));
        world.Run(10);
        Assert.True(world[0]!.IsOpen);
        Assert.False(world[1]!.IsOpen);
    }

    [Fact]
    public void A_drain_without_a_synced_successor_is_undone_at_once()
    {
        var world = Running();
        world.Crash(1);
        world.Run(10);
        world.ReadLog();
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        world.Run(10);

        Log(
            world,
            """
            alice: CloseDoors
            alice: PushState
            alice: OpenDoors
            alice: check 3
            alice: request 3 to carol
            """);
        Assert.True(world[0]!.IsOpen);
    }

    [Fact]
    public void A_member_without_links_lets_the_other_one_take_over()
    {
        var world = Running();
        world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
        world.Run(5);

        Log(
            world,
            """
            alice: Lost
            moon: claims Front
            moon: claims Back
            alice: no traffic
            alice: stops, NoAuthority
            alice: withdraws 10.9.0.0/24
            alice: gives up Front
            alice: gives up Back
            moon: reigns in 10.2, Synced
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: traffic
            moon: check 2
            alice: CloseDoors
            moon: request 2 to carol
            """);
    }

    [Fact]
    public void Whoever_is_fenced_stops_before_it_gives_its_addresses_up()
    {
        var world = Running();
        world.Replicate(0, new SaReplication.Input.LostVote());

        Log(
            world,
            """
            alice: no traffic
            alice: stops, Fenced
            alice: withdraws 10.9.0.0/24
            alice: gives up Front
            alice: gives up Back
            """);
    }

    [Fact]
    public void Whoever_is_fenced_while_it_only_wants_to_reign_gives_its_addresses_up_too()
    {
        var world = new ClusterWorld().Start(0);
        while (world[0]!.State.Replication.Role is not SaReplication.Role.Promoting)
        {
            Assert.True(world.Pass());
        }

        world.Replicate(0, new SaReplication.Input.LostVote());

        Assert.Empty(world[0]!.Addresses);
        Assert.False(world[0]!.State.Replication.HasAuthority);

        // The first hop comes back, and says so anew.
        world.Run(10);
        Assert.True(world[0]!.IsOpen);
    }

    [Fact]
    [Requirement("RFC6311-5.1-a")]
    public void A_member_that_knows_too_little_agrees_on_message_IDs_before_it_rekeys()
    {
        var world = Running();
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.ReadLog();
        world.Crash(0);
        world.Run(10);

        Log(
            world,
            """
            moon: claims Front
            moon: claims Back
            moon: reigns in 10.2, Stale
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: traffic
            moon: asks carol for IDs from 4
            moon: RekeyChildSa 01000301
            """);
    }

    /// <summary>RFC 6311 §5.1: what both sides have agreed on holds by a fact; where that is refused,
    /// they agree on it anew.</summary>
    [Fact]
    public void Message_IDs_whose_fact_is_refused_are_agreed_on_anew()
    {
        var refused = 0;
        var world = new ClusterWorld
        {
            Machines = ClusterMember.Machines.Shipped with
            {
                Replication = (config, state, now, input) => input
                    is SaReplication.Input.Propose(var ticket, [Change.MessageIdsSynced], _, _)
                    && refused++ == 0
                        ? new(
                            state,
                            [new SaReplication.Output.Refused(ticket, Refusal.NumberOutOfRange)],
                            new("RFC 6311 §5.1", "refused once"))
                        : SaReplication.Step(config, state, now, input),
            },
        }.Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.Crash(0);
        world.ReadLog();
        world.Run(10);

        Assert.Equal(2, refused);
        Log(
            world,
            """
            moon: claims Front
            moon: claims Back
            moon: reigns in 10.2, Stale
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: traffic
            moon: asks carol for IDs from 4
            moon: asks carol for IDs from 5
            moon: RekeyChildSa 01000301
            """);
        Assert.IsType<MessageIds.State.Open>(Assert.Single(world[1]!.State.Sas).MessageIds);
    }

    [Fact]
    [Requirement("RFC6311-5-c")]
    public void Without_message_ID_synchronisation_it_establishes_the_SA_anew()
    {
        var world = Running(IkeTraits.None);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.ReadLog();
        world.Crash(0);
        world.Run(10);

        Log(
            world,
            $"""
            moon: claims Front
            moon: claims Back
            moon: reigns in 10.2, Stale
            moon: OpenDoors
            moon: adds 10.9.0.0/24
            moon: Reestablish {ClusterWorld.Carol}
            moon: traffic
            """);
    }

    [Fact]
    public void A_member_that_slept_asks_before_it_goes_on()
    {
        var world = Running();
        world.Sleep(ClusterSettings.Hold.TotalSeconds + 1);
        world.Replicate(0, new SaReplication.Input.Connected(2));
        world.Settle();

        Log(
            world,
            """
            alice: no traffic
            alice: stops, Slept
            alice: withdraws 10.9.0.0/24
            alice: goes on
            alice: adds 10.9.0.0/24
            alice: traffic
            alice: check 2
            alice: request 2 to carol
            """);
    }

    [Fact]
    public void A_member_that_starts_anew_at_once_and_the_other_one_come_to_rest()
    {
        // Its epoch is known from a start before: each told the other so for ever once.
        var world = Running();
        world.Crash(0);
        world.Start(0);
        world.Settle();

        Assert.Empty(world.OnTheWay);
        world.Run(20);
        Assert.Single(world.Running, host => host.IsOpen);
    }

    [Fact]
    public void A_dead_peer_loses_its_routes_before_its_SAs()
    {
        var world = Running();
        world.CarolLives = false;
        world.Run(300);

        var log = world.ReadLog();
        Assert.Contains(
            """
            alice: withdraws 10.9.0.0/24
            alice: Release
            alice: PeerFailed
            """, log, StringComparison.Ordinal);
        Assert.All(world.Running, host =>
        {
            Assert.True(host.State.Replication.Replica.Sas.HasNoSa);
            Assert.Empty(host.Routes);
            Assert.Empty(host.State.Sas);
        });
    }

    private const string Prefix = "10.9.0.0/24";

    private static ClusterWorld Running(IkeTraits traits = IkeTraits.MessageIdSync)
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Establish(0, traits);
        world.Run(1);
        Assert.Equal([Prefix], world[0]!.Routes.Select(route => $"{route.Prefix}"));
        Assert.Single(world[1]!.Guards);
        world.ReadLog();
        return world;
    }

    private static void Log(ClusterWorld world, string expected) =>
        Assert.Equal(expected, world.ReadLog(), ignoreLineEndingDifferences: true);
}
