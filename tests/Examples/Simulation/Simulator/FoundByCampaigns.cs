using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Examples.Simulation.Simulator.PlayedWorlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Seeds in which something did not hold, as campaigns have made them small, and a few seeds of
/// each world that is played (docs/adr/0023).
/// </summary>
public sealed class FoundByCampaigns
{
    private const int SeedsOfPair = 25;
    private const int SeedsOfOthers = 6;

    [Fact]
    public void A_peer_that_deletes_its_SA_unheard_has_another_one_in_the_end() => Holds(
        Topologies.StatefulPair,
        Of(
            (47, new Fault.Partition("outside", ["alice"])),
            (50, new Fault.Delete("carol", ByPeer: true))),
        12);

    [Fact]
    public void A_peer_that_is_rerouted_while_it_deletes_its_SA_has_another_one_in_the_end() =>
        Holds(
            Topologies.StatefulPair,
            Of(
                (50, new Fault.Reroute("carol", "moon")),
                (51, new Fault.Delete("carol", ByPeer: true))),
            171);

    [Fact]
    public void Its_own_Delete_ends_the_SA_of_a_peer()
    {
        var run = Play(
            Topologies.StatefulPair, Of((30, new Fault.Delete("carol", ByPeer: true))));

        Assert.Equal("", Broken(run));
        Assert.InRange(When(run, "carol", "has deleted its IKE SA")!.Value, 30, 30.2);
        Assert.InRange(When(run, "host", "hears nothing")!.Value, 30, 32);
        Assert.InRange(When(run, "host", "hears behind-carol again")!.Value, 60, 61);
    }

    [Theory]
    [InlineData(79)]
    [InlineData(159)]
    public void A_world_lasts_until_a_peer_knows_that_both_members_have_lost_its_SAs(ulong seed) =>
        Holds(
            Topologies.StatefulPair,
            Of((53, new Fault.Crash("alice")), (58, new Fault.Crash("moon"))), seed);

    [Fact]
    public void Keys_reach_a_member_though_the_connection_ended_that_was_to_carry_them() => Holds(
        Topologies.StatefulPair,
        Of(
            (18.636, new Fault.Corrupt(
                new()
                {
                    Kind = MessageKind.Sync,
                    Count = 3,
                    For = TimeSpan.FromMilliseconds(1_409),
                },
                1)),
            (32, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(2_780)))),
        200);

    [Fact]
    public void What_is_wanted_while_message_IDs_are_agreed_on_is_asked_once_they_are() => Holds(
        Topologies.StatefulPair,
        Of(
            (24, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(7_938))),
            (29, new Fault.LinkDown(new("alice", "sync"))),
            (45, new Fault.Partition("outside", ["alice"]))),
        563);

    [Theory]
    [InlineData("hsrp-rri")]
    [InlineData("front-back")]
    public void A_peer_that_crashes_before_it_has_SAs_asks_for_them_when_it_is_back(string world) =>
        Holds(
            Topologies.Named(world)!,
            Of(
                (10, new Fault.LinkLoses(new("alice", "outside"), LinkWay.In)),
                (24, new Fault.Crash("carol"))),
            29);

    [Fact]
    public void Keys_of_an_exchange_end_with_the_member_that_has_them_in_memory() => Holds(
        Topologies.OneGateway,
        Of(
            (18, new Fault.LinkLoses(new("alice", "outside"), LinkWay.Out)),
            (44, new Fault.Crash("alice"))),
        48);

    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("stateful-pair-ikev1")]
    public void Who_was_back_before_the_first_election_was_over_takes_its_place_once_it_knows_all(
        string world)
    {
        var faults = Of(
            (6.188, new Fault.Crash("alice")),
            (8.278, new Fault.Restart("alice")));
        var run = Play(Topologies.Named(world)!, faults, 35);

        Assert.Equal("", Broken(run));
        Assert.InRange(When(run, "moon", "lets traffic pass")!.Value, 14.9, 15.1);
        Assert.InRange(When(run, "alice", "lets traffic pass")!.Value, 15.9, 16.1);
    }

    [Fact]
    public void What_is_owed_by_IKEv1_is_made_under_the_ISAKMP_SA_that_the_peer_began_meanwhile() =>
        Holds(
            Topologies.SiteToSite,
            Of(
                (37.988, new Fault.LinkDown(new("alice", "inside"))),
                (43.944, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true)),
                (47, new Fault.LinkUp(new("alice", "inside")))),
            63);

    [Fact]
    public void Who_has_an_ISAKMP_SA_with_a_gateway_that_forgot_it_finds_out_and_begins_anew() =>
        Holds(
            Topologies.SiteToSite,
            Of(
                (21, new Fault.LinkDown(new("alice", "outside"))),
                (23, new Fault.LinkUp(new("alice", "outside"))),
                (29, new Fault.CrashAt("alice", CrashPoint.BeforeCommit, MessageKind.Ike))),
            253);

    [Theory]
    [InlineData(24, 2_798, 26.261, 540, 530)]
    [InlineData(47, 2_043, 49, 75, 752)]
    public void Whoever_is_suspended_hears_of_a_link_that_came_back_when_it_wakes(
        double downAt, int down, double sleepsAt, int sleeps, ulong seed) =>
        Holds(
            Topologies.SiteToSite,
            Of(
                (downAt, new Fault.LinkDown(new("alice", "outside"))),
                (downAt + (down / 1_000.0), new Fault.LinkUp(new("alice", "outside"))),
                (sleepsAt, new Fault.MonotonicGap(
                    "alice", TimeSpan.FromMilliseconds(sleeps)))),
            seed);

    public static TheoryData<ulong, (double, Fault)[]> MovedInLoadShared => new()
    {
        {
            82,
            [
                (24, new Fault.CrashAt("alice", CrashPoint.BeforeSend, MessageKind.Ike)),
                (44.357, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(9_556))),
            ]
        },
        {
            123,
            [
                (26, new Fault.ClockRate("moon", 96)),
                (37.644, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(5_061))),
            ]
        },
        {
            128,
            [
                (17, new Fault.LinkDown(new("alice", "inside"))),
                (27, new Fault.CrashAt("alice", CrashPoint.BeforeCommit, MessageKind.Sync)),
                (27, new Fault.LinkUp(new("alice", "inside"))),
            ]
        },
        { 253, [(41, new Fault.Drain("moon")), (49, new Fault.Crash("bob"))] },
        {
            313,
            [
                (2, new Fault.Crash("alice")),
                (5.826, new Fault.Restart("alice")),
                (6, new Fault.LinkLoses(new("moon", "sync"), LinkWay.Out)),
                (48, new Fault.LinkLoses(new("moon", "outside"), LinkWay.Out)),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(MovedInLoadShared))]
    public void No_gateway_moves_but_from_or_to_whom_something_has_happened(
        ulong seed, (double, Fault)[] faults) =>
        Holds(Topologies.LoadShared, Of(faults), seed);

    [Fact]
    public void A_standby_that_wakes_ends_nobody_s_reign()
    {
        var world = ScenarioTable.Named("two-groups")!.Cases[0].World();
        var run = Play(
            world,
            Of(
                (47, new Fault.Partition("outside", ["alice"])),
                (55, new Fault.Rejoin("outside")),
                (55.863, new Fault.MonotonicGap("bob", TimeSpan.FromMilliseconds(5_875)))),
            12);

        Assert.Equal("", Broken(run));
        Assert.Null(When(run, "alice/ceres", "stops reigning"));
    }

    [Theory]
    [InlineData("stateful-pair-ikev1")]
    [InlineData("stateful-pair")]
    public void Who_wakes_while_its_sync_channel_is_down_moves_nobody_who_is_served(string world)
    {
        // docs/adr/0062: of all that was drawn this one fault suffices.
        var plan = Topologies.Named(world)!;
        Holds(plan, Swarm.Draw(plan, 872).Faults, 872);
        Holds(
            plan,
            Of((10, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(9_350)))), 872);
    }

    [Fact]
    public void Whoever_is_woken_early_hears_of_a_card_what_it_is_by_then()
    {
        // It sleeps as a link goes, and all is mended before it would have woken.
        var world = Topologies.SiteToSite;
        Holds(world, Swarm.Draw(world, 340).Faults, 340);
        Holds(
            world,
            Of(
                (59.442, new Fault.MonotonicGap("alice", TimeSpan.FromMilliseconds(937))),
                (59.677, new Fault.LinkDown(new("alice", "inside")))),
            340);
    }

    [Fact]
    public void A_place_that_is_taken_by_one_who_dies_at_once_is_free()
    {
        // docs/adr/0029: moon, which has given it to alice, knows nothing of her reign.
        var world = ScenarioTable.Named("two-groups")!.Cases[0].World();
        Holds(
            world,
            Of(
                (17, new Fault.LinkDown(new("alice", "inside"))),
                (27, new Fault.CrashAt("alice", CrashPoint.BeforeCommit, MessageKind.Sync)),
                (27, new Fault.LinkUp(new("alice", "inside")))),
            128);
    }

    [Fact]
    public void Where_ESP_comes_back_to_the_standby_it_is_handed_on_from_the_beginning()
    {
        var run = Play(Topologies.AsymmetricReturn, FaultPlan.None);

        Assert.Equal("", Broken(run));
        Assert.True(run.Measures.PacketsReceived > run.Measures.PacketsSent * 9 / 10);
    }

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void The_stateful_pair_holds_from_each_of_these_seeds(SoloPolicy solo) =>
        HoldsFromSeeds(Topologies.StatefulPair, solo, SeedsOfPair);

    [Theory]
    [InlineData("asymmetric-return", SoloPolicy.AvailabilityFirst)]
    [InlineData("asymmetric-return", SoloPolicy.SafetyFirst)]
    [InlineData("hsrp-rri", SoloPolicy.AvailabilityFirst)]
    [InlineData("front-back", SoloPolicy.AvailabilityFirst)]
    [InlineData("redundant-gateways", SoloPolicy.AvailabilityFirst)]
    [InlineData("one-gateway", SoloPolicy.AvailabilityFirst)]
    [InlineData("site-to-site-ikev1", SoloPolicy.AvailabilityFirst)]
    [InlineData("stateful-pair-ikev1", SoloPolicy.AvailabilityFirst)]
    [InlineData("stateful-pair-ikev1", SoloPolicy.SafetyFirst)]
    [InlineData("load-shared", SoloPolicy.AvailabilityFirst)]
    public void So_does_each_other_world(string world, SoloPolicy solo) =>
        HoldsFromSeeds(Topologies.Named(world)!, solo, SeedsOfOthers);

    private static void HoldsFromSeeds(WorldPlan world, SoloPolicy solo, int seeds)
    {
        world = world with { Policy = world.Policy with { Solo = solo } };
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            Holds(world, Swarm.Draw(world, seed).Faults, seed);
        }
    }

    private static void Holds(WorldPlan world, FaultPlan faults, ulong seed)
    {
        var run = Play(world, faults, seed, new() { HasTimeline = false });

        Assert.True(
            run.Violations.Count == 0,
            $"{world.Name} from seed {seed}: {string.Join(", ", run.Violations)}");
        Assert.True(run.Measures.PacketsReceived > 0);
    }
}
