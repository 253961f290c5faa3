using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 38 to 48: large numbers, odd peers, planned work.</summary>
internal static class ScaleCards
{
    public static IEnumerable<ScenarioCard> All => [.. Many, .. Odd, .. Planned];

    private static IEnumerable<ScenarioCard> Many =>
    [
        new(38, "mass-takeover", "100,000 CHILD SAs are taken over, and all work is paced")
        {
            Oracles = ["I32"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Composition/PacingOfTakeovers",
                    "I32_IKE_SAs_that_can_t_go_on_are_made_anew_within_the_budget_and_the_time"),
                Tested(
                    "Properties/StateMachines/Balance/Pacing",
                    "A_hundred_thousand_SAs_are_begun_at_the_rate_and_none_before"),
                Tested(
                    "Examples/Simulation/Simulator/LargeWorlds",
                    "Many_CHILD_SAs_are_taken_over_and_no_peer_sees_it"),
                Tested(
                    "Examples/Simulation/Simulator/LargeWorlds",
                    "What_a_takeover_owes_many_CHILD_SAs_is_begun_within_the_budget"),
                NotYet(
                    "100,000 CHILD SAs that are owed a rekey, to the last of them: 10,000 are"),
            ],
            Cases =
            [
                Case("synced", CrashAlice(30), world => new(world.Plan with
                {
                    Sas = [new() { Peer = "carol", Count = 500 }],
                })),
            ],
        },
        new(39, "elephant", "one SA at a high rate, and the sync link is lost at low water")
        {
            Oracles = ["I1a", "I1b"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth(
                    "cuts", FaultPlan.None
                        .At(30, new Fault.SyncCut(Seconds(0.3)))
                        .At(33, new Fault.SyncCut(Seconds(2)))
                        .At(38, new Fault.SyncSlow(Seconds(0.2), Seconds(5)))
                        .At(45, new Fault.Crash("alice")).At(46, new Fault.Fence("alice")),
                    Elephant),
            ],
        },
        new(40, "mixed-numbers", "CHILD SAs with 32-bit and with 64-bit numbers under one IKE SA")
        {
            Phase = "after a takeover by a stale member",
            Oracles = ["I1a", "I1b", "I3"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth("stale", StaleTakeover(), world => new(world.Plan with
                {
                    Sas =
                    [
                        new() { Peer = "carol" }, new() { Peer = "carol", IsExtended = true },
                    ],
                })),
            ],
        },
    ];

    private static IEnumerable<ScenarioCard> Odd =>
    [
        new(41, "odd-peers",
            "a peer without RFC 6311, one with a window of 5, one that worries after a second")
        {
            Oracles = ["I6", "I8", "I16"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc6311_5_1_Synchronisation",
                    "It_ends_whatever_was_lost_before_and_both_sides_agree"),
                Tested(
                    "Properties/StateMachines/Liveness/Rfc7296_2_4_Connections",
                    "A_peer_that_answers_one_send_of_each_check_never_fails"),
            ],
            Cases =
            [
                .. UnderBoth("without-6311", StaleTakeover(), Without6311),
                .. UnderBoth("window-5", CrashAlice(30), world => Peer(
                    world, peer => peer with { Window = 5 })),
                .. UnderBoth("worries-at-once", CrashAlice(30), world => Peer(
                    world, peer => peer with { WorryAfter = Seconds(1) })),
                .. from byPeer in new[] { false, true }
                   from one in UnderBoth(
                       byPeer ? "keeps-one-and-rekeys" : "keeps-one",
                       CrashAlice(30.06, FaultPlan.None
                           .At(28, new Fault.Rekey("carol", RekeyOf.Children, byPeer))
                           .At(30, new Fault.Rekey("carol", RekeyOf.Children, byPeer))),
                       KeepsOne)
                   select one,
                .. UnderBoth("keeps-one-of-two", CrashAlice(30), world => new(
                    KeepsOne(world).Plan with { Sas = [Behind, Behind] })),
            ],
        },
        new(42, "rolling-upgrade", "a member that speaks the next version of the sync records")
        {
            Oracles = ["I26", "I28", "I36"],
            Shown =
            [
                Played,
                Explored("replication-availability-first-channel"),
                Tested(
                    "Properties/Codec/Law07AnythingIsSafe",
                    "No_octets_make_a_parser_throw_or_see_more_than_they_are"),
            ],
            Cases =
            [
                .. from newer in new[] { "alice", "moon" }
                   from one in UnderBoth(
                       newer == "alice" ? "active-first" : "standby-first",
                       CrashAlice(30).At(40, new Fault.Restart("alice"))
                           .At(45, new Fault.Delete("carol", ByPeer: true))
                           .At(50, new Fault.Crash("moon")).At(54, new Fault.Restart("moon")),
                       world => Newer(world, newer))
                   select one,
            ],
        },
        new(43, "config-drift", "the standby lacks a connection that the active member has")
        {
            Oracles = ["I24", "I35"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth("standby-lacks-it", Drifted(28)),
                .. UnderBoth("and-takes-over", CrashAlice(36, Drifted(28))),
                .. UnderBoth("before-there-are-sas", CrashAlice(36, Drifted(5))),
                .. UnderBoth(
                    "and-the-peer-comes-anew", CrashAlice(36, Drifted(28))
                        .At(45, new Fault.Delete("carol", ByPeer: true))
                        .At(47, new Fault.Establish("carol"))),
            ],
        },
        new(44, "hub-loss", "a hub of a DMVPN is lost: spokes register anew, shortcuts stay")
        {
            Topology = "dmvpn-phase-3",
            Oracles = ["I34"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Nhrp/Rfc2332_5_Shortcuts",
                    "A_hub_that_is_lost_changes_no_shortcut"),
                Tested(
                    "Properties/StateMachines/Nhrp/Rfc2332_5_Shortcuts",
                    "Once_an_SA_is_gone_at_one_end_no_end_has_a_shortcut_over_it"),
            ],
            Cases = [.. SpokeWorlds.Cases],
        },
        new(45, "mobile-peer-and-address",
            "a peer moves, the virtual address moves and a redirect comes in one second")
        {
            Oracles = ["I11", "I22", "Asked"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Mobike/Rfc4555_3_Paths",
                    "A_silent_path_is_given_time_so_that_a_virtual_address_can_move"),
            ],
            Cases = [.. CardWorlds.Moves],
        },
        new(46, "tcp-connections", "IKE and ESP over TCP: an old and a new connection, a cut frame")
        {
            Oracles = ["I29"],
            Shown =
            [
                Played,
                Tested(
                    "Examples/Streams/Rfc9329_TcpEncapsulation", "Rfc9329_TcpEncapsulation"),
            ],
            Cases = [.. StreamWorlds.Cases],
        },
    ];

    private static IEnumerable<ScenarioCard> Planned =>
    [
        new(47, "planned-drain", "a member leaves on purpose while a rekey is under way")
        {
            Phase = "a rekey of CHILD SAs",
            Oracles = ["I1a", "I1b", "I10", "I14"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Balance/Draining",
                    "The_place_is_given_up_only_when_the_successor_has_the_last_state"),
                Tested(
                    "Examples/StateMachines/Composition/PeersOfACluster",
                    "A_drain_sends_clients_that_follow_to_the_gateway_of_the_other_member"),
            ],
            Cases =
            [
                .. UnderBoth("quiet", Drain), .. UnderBoth("in-a-rekey", FaultPlan.None
                    .At(29.99, new Fault.Rekey("carol", RekeyOf.Children))
                    .At(30, new Fault.Drain("alice")).At(50, new Fault.Remain("alice"))),
                Case("undone", FaultPlan.None.At(30, new Fault.Drain("alice"))
                    .At(30.2, new Fault.Remain("alice"))),
            ],
        },
        new(48, "two-groups", "gateways share load, a member fails, and only what must moves")
        {
            Topology = "load-shared",
            Oracles = ["I10", "I35"],
            Shown =
            [
                Played, Explored("load-shared"),
                Tested(
                    "Properties/StateMachines/Balance/Placement",
                    "Groups_are_shared_evenly_and_only_those_of_a_dead_member_move"),
            ],
            Cases =
            [
                .. UnderBoth(
                    "member-fails", SharedLoad.World,
                    CrashAlice(30).At(50, new Fault.Restart("alice"))),
                .. UnderBoth(
                    "one-after-the-other", SharedLoad.World,
                    CrashAlice(30).At(40, new Fault.Crash("moon"))
                        .At(41, new Fault.Fence("moon")).At(50, new Fault.Restart("alice"))),
                .. UnderBoth(
                    "link-fails", SharedLoad.World,
                    FaultPlan.None.At(30, new Fault.LinkDown(Outside))
                        .At(50, new Fault.LinkUp(Outside))),
                .. UnderBoth("drained", SharedLoad.World, Drain),
            ],
        },
    ];

    // Who starts anew before there are SAs hears of them by facts, and else by a snapshot.
    private static FaultPlan Drifted(double at) => FaultPlan.None
        .At(at, new Fault.ConfigDrift("moon", "carol"), new Fault.Crash("moon"))
        .At(at + 2, new Fault.Restart("moon"));

    private static SaPlan Behind => new()
    {
        Peer = "carol",
        Remote = [Prefix.Of(new HostAddress((172u << 24) + (16u << 16), false), 24)],
    };

    private static WorldBuilder KeepsOne(WorldBuilder world) =>
        Peer(world, peer => peer with { DeletesRedundant = true });

    private static WorldBuilder Newer(WorldBuilder world, string name) => new WorldBuilder(
        world.Plan with
        {
            Members =
            [
                .. world.Plan.Members.Select(
                    one => one.Name == name ? one with { SpeaksNext = true } : one),
            ],
        }).Asks("I36");

    private static FaultPlan Drain => FaultPlan.None.At(30, new Fault.Drain("alice"))
        .At(50, new Fault.Remain("alice"));

    private static WorldBuilder Elephant(WorldBuilder world) => new(world.Plan with
    {
        Sas = [new() { Peer = "carol" }],
        Flows = [.. world.Plan.Flows.Select(flow => flow with { PacketsPerSecond = 400 })],
        Duration = TimeSpan.FromSeconds(80),
    });

    private static WorldBuilder Without6311(WorldBuilder world) =>
        Peer(world, peer => peer with { Traits = IkeTraits.None });

    private static WorldBuilder Peer(WorldBuilder world, Func<PeerPlan, PeerPlan> set) =>
        new(world.Plan with { Peers = [set(world.Plan.Peers[0])] });
}
