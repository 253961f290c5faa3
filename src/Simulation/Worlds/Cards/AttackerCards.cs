using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Replication;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 30 to 37: somebody who means harm.</summary>
internal static class AttackerCards
{
    public static IEnumerable<ScenarioCard> All => [.. Replays, .. Forgeries];

    private static IEnumerable<ScenarioCard> Replays =>
    [
        new(30, "replay-after-takeover", "recorded ESP is sent again right after a takeover")
        {
            Phase = "the first packets of the new active member",
            Oracles = ["I3", "I4"],
            Shown =
            [
                Played, Explored("replication-availability-first-inbound"),
                Explored("replication-safety-first-inbound"),
            ],
            Cases =
            [
                .. from replay in Enum.GetValues<ReplayPolicy>()
                   from one in UnderBoth(
                       NameOf(replay),
                       CrashAlice(30).At(33.5, Again).At(34, Again).At(36, Again),
                       world => world.Policy(policy => policy with { Replay = replay }))
                   select one,
            ],
        },
        new(31, "replay-of-message-id-sync", "messages of RFC 6311 are sent again")
        {
            Phase = "after a takeover by a stale member",
            Oracles = ["I7"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc6311_5_1_Synchronisation",
                    "None_is_obeyed_twice_and_none_after_a_higher_one"),
            ],
            Cases =
            [
                .. UnderBoth("both-ways", StaleTakeover()
                    .At(
                        48, new Fault.Replay(MessageKind.IkeSync, "carol", 10),
                        new Fault.Replay(MessageKind.IkeSync, "moon", 10))),
            ],
        },
    ];

    private static IEnumerable<ScenarioCard> Forgeries =>
    [
        new(32, "forged-hsrp", "Coup, Resign and Hello with the default password; another version")
        {
            Oracles = ["I1a", "I9", "I10"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Hsrp/Rfc2281_5_3_ActiveRouters",
                    "After_losses_and_crashes_exactly_one_router_is_active_again"),
            ],
            Cases =
            [
                .. from what in Enum.GetValues<HsrpForgery>()
                   select Case(
                       NameOf(what),
                       FaultPlan.None.At(
                           30, new Fault.ForgeHsrp("outside", what, 255, Seconds(5)))),
            ],
        },
        new(33, "hint-flood", "messages without protection say that an SA is unknown")
        {
            Oracles = ["I16", "I18", "I20"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Liveness/CheckBudgets",
                    "Hints_over_all_SAs_cause_no_more_checks_than_their_budget"),
                Tested(
                    "Properties/StateMachines/Qcd/Rfc6290_9_2_LiveSas",
                    "No_token_of_a_live_SA_is_shown_and_no_live_SA_is_dropped"),
                Tested(
                    "Properties/StateMachines/Liveness/Rfc7296_2_4_Connections",
                    "A_peer_that_answers_one_send_of_each_check_never_fails"),
                Tested(
                    "Properties/StateMachines/Liveness/Rfc7296_2_4_Connections",
                    "What_is_unproven_proves_neither_life_nor_death"),
            ],
            Cases =
            [
                .. from what in new[] { HintKind.InvalidSpi, HintKind.InvalidIkeSpi }
                   from one in UnderBoth(
                       NameOf(what), FaultPlan.None.At(
                           30, new Fault.UnprotectedHint("alice", what, 100, Seconds(10))))
                   select one,
                .. UnderBoth(
                    NameOf(HintKind.ForgedToken), FaultPlan.None.At(
                        30, new Fault.UnprotectedHint(
                            "carol", HintKind.ForgedToken, 100, Seconds(10))),
                    WithTokens),
                .. UnderBoth("token-wanted-of-two", Parted.At(44, Fishing), WithTokens),
                .. UnderBoth("token-wanted-of-nobody", CrashAlice(30).At(44, Fishing), WithTokens),
            ],
        },
        new(34, "redirect-loop", "gateways that send a client to each other")
        {
            Topology = "redundant-gateways",
            Oracles = ["I22"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Redirection/Rfc5685_Redirects",
                    "No_more_redirects_are_followed_in_a_period_than_the_limit"),
            ],
            Cases = [.. CardWorlds.Loops],
        },
        new(35, "sync-injection",
            "somebody sends into the sync channel what is no record, or an old one")
        {
            Oracles = ["I27", "I28"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/Codec/Law07AnythingIsSafe",
                    "No_octets_make_a_parser_throw_or_see_more_than_they_are"),
            ],
            Cases =
            [
                .. from what in Enum.GetValues<SyncInjection>()
                   from one in UnderBoth(
                       NameOf(what), FaultPlan.None.At(
                           30, new Fault.InjectSync("moon", what),
                           new Fault.InjectSync("alice", what)))
                   select one,
            ],
        },
        new(36, "spi-exhaustion", "SPIs that collide or run out, half-open SAs at a takeover")
        {
            Oracles = ["I23"],
            Shown =
            [
                Tested(
                    "Properties/StateMachines/Replication/Rfc6027_3_9_SpiAllocation",
                    "Two_members_never_choose_one_SPI"),
                Played,
                NotYet(
                    "a peer that chooses SPIs which collide, or runs a gateway out of them"),
            ],
            Cases =
            [
                .. UnderBoth(
                    "half-open-at-a-takeover",
                    CrashAlice(
                        33, FaultPlan.None.At(30, new Fault.HalfOpenFlood(200, Seconds(12)))),
                    world => world.Asks("I23")),
            ],
        },
        new(37, "caused-takeover",
            "who can drop Hellos says when a takeover comes, and replays then")
        {
            Phase = "the first packets of the new active member",
            Oracles = ["I1a", "I3"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth(
                    "hellos-lost", FaultPlan.None
                        .At(30, new Fault.Lose(Some(MessageKind.Hsrp, 1_000, 6)))
                        .At(33.5, Again).At(36.5, Again).At(40, Again)),
            ],
        },
    ];

    private static Fault Fishing =>
        new Fault.UnprotectedHint("moon", HintKind.TokenWanted, 2, Seconds(2));

    // One serves an SA that the other one, who reigns as well, knows nothing of.
    private static FaultPlan Parted => FaultPlan.None
        .At(34, new Fault.SyncCut(Seconds(15)), new Fault.Lose(Some(MessageKind.Hsrp, 1_000_000)))
        .At(38, new Fault.Reroute("carol", "alice"))
        .At(39, new Fault.Delete("carol", ByPeer: true)).At(40, new Fault.Establish("carol"));

    private static WorldBuilder WithTokens(WorldBuilder world) => new WorldBuilder(
        world.Plan with { Peers = [world.Plan.Peers[0] with { TakesTokens = true }] })
        .Policy(policy => policy with { HasTokens = true }).Asks("I20");

    private static Fault Again => new Fault.Replay(MessageKind.Esp, "moon", 500);
}
