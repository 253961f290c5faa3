using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 11 to 25: where somebody crashes.</summary>
internal static class CrashCards
{
    public static IEnumerable<ScenarioCard> All =>
        [.. Numbers, .. ExchangeCards.All, .. Members, .. Loops];

    private static IEnumerable<ScenarioCard> Numbers =>
    [
        new(11, "crash-after-number",
            "sequence number N has left the box, and nobody else knows of it")
        {
            Phase = "after ESP was sent, before its lease is renewed",
            Oracles = ["I1a", "I1b"],
            Shown =
            [
                Played, Explored("replication-availability-first-outbound"),
                Explored("replication-availability-first-stores"),
                Explored("replication-safety-first-outbound"),
                Explored("replication-safety-first-stores"),
            ],
            Cases =
            [
                .. from store in Enum.GetValues<KeptStore>()
                   from one in UnderBoth(
                       "store-" + NameOf(store),
                       CrashAt(CrashPoint.AfterSend, MessageKind.Esp)
                           .At(45, new Fault.Restart("alice", store)))
                   select one,
            ],
        },
        new(12, "crash-after-request", "request n was sent, and its message ID is not replicated")
        {
            Phase = "a liveness check",
            Oracles = ["I6", "I6b"],
            Shown =
            [
                Played, Explored("replication-availability-first-requests"),
                Explored("replication-safety-first-requests"),
                Tested(
                    "Properties/StateMachines/Ike/Rfc7296_2_3_MessageIds",
                    "Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers"),
            ],
            Cases =
            [
                .. from point in new[]
                   {
                       CrashPoint.BeforeSend, CrashPoint.AfterSend, CrashPoint.BeforeCommit,
                       CrashPoint.AfterCommit, CrashPoint.AfterReplicate,
                   }
                   from one in UnderBoth(
                       NameOf(point), CrashAt(point, MessageKind.IkeLiveness, AsksCarol))
                   select one,
            ],
        },
        new(13, "crash-before-response",
            "a response is made and not sent: the peer asks the standby again")
        {
            Phase = "a request of the peer",
            Oracles = ["I6", "I6b"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc7296_2_3_MessageIds",
                    "Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers"),
            ],
            Cases =
            [
                .. from one in new[]
                   {
                       (Name: "received", Point: CrashPoint.AfterReceive),
                       (Name: "replicated", Point: CrashPoint.AfterReplicate),
                       (Name: "made", Point: CrashPoint.BeforeSend),
                   }
                   from two in UnderBoth(
                       one.Name, CrashAt(one.Point, MessageKind.IkeLiveness, CarolAsks),
                       SoonWorried)
                   select two,
            ],
        },
    ];

    // Of who hears nothing of the other one, and sends to it, each asks after its own time.
    private static FaultPlan AsksCarol => Silent(10.5, from: "carol");

    private static FaultPlan CarolAsks => Silent(8, to: "carol");

    private static FaultPlan Silent(double seconds, string? from = null, string? to = null) =>
        FaultPlan.None.At(28, new Fault.Lose(
            Some(MessageKind.Esp, 1_000_000, seconds) with { From = from, To = to }));

    private static WorldBuilder SoonWorried(WorldBuilder world) => new(world.Plan with
    {
        Peers = [world.Plan.Peers[0] with { WorryAfter = Seconds(5) }],
    });

    private static IEnumerable<ScenarioCard> Members =>
    [
        new(19, "crash-in-message-id-sync",
            "RFC 6311: a request or a response is lost, or a second takeover comes meanwhile")
        {
            Phase = "after a takeover by a stale member",
            Oracles = ["I7", "I8"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc6311_5_1_Synchronisation",
                    "It_ends_whatever_was_lost_before_and_both_sides_agree"),
                Tested(
                    "Properties/StateMachines/Ike/Rfc6311_5_1_Synchronisation",
                    "None_is_obeyed_twice_and_none_after_a_higher_one"),
            ],
            Cases =
            [
                .. UnderBoth("lost", StaleTakeover(
                    FaultPlan.None.At(39, new Fault.Lose(Some(MessageKind.IkeSync, 2))))),
                .. UnderBoth("twice", StaleTakeover()
                    .At(42, new Fault.Restart("alice"))
                    .At(46, new Fault.Crash("moon"))
                    .At(47, new Fault.Fence("moon"))),
                .. UnderBoth("both-fail-over", BothFail(StaleTakeover()), OfTwoBoxes),
                .. UnderBoth(
                    "both-and-lost",
                    BothFail(StaleTakeover(
                        FaultPlan.None.At(39, new Fault.Lose(Some(MessageKind.IkeSync, 3))))),
                    OfTwoBoxes),
            ],
        },
        new(20, "crash-in-snapshot",
            "who joins crashes in the middle of a snapshot, or who sends it")
        {
            Phase = "a snapshot of two parts",
            Oracles = ["I10", "I25"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Replication/Rfc6027_3_MoreMembers",
                    "Whoever_takes_over_knows_all_that_took_effect_or_jumps_beyond_it"),
                NotYet(
                    "that the record at which a member dies is a part of the snapshot: it is the "
                    + "next one of the sync channel while the snapshot is under way"),
            ],
            Cases =
            [
                .. from who in new[] { "alice", "moon" }
                   select Case(
                       who == "moon" ? "joiner" : "source",
                       FaultPlan.None.At(30, new Fault.Crash("moon"))
                           .At(34, new Fault.Restart("moon", KeptStore.Lost))
                           .At(34.05, new Fault.CrashAt(
                               who, who == "moon" ? CrashPoint.AfterReceive : CrashPoint.AfterSend,
                               MessageKind.Sync))
                           .At(40, new Fault.Restart(who)),
                       world => new(world.Plan with
                       {
                           Sas = [new() { Peer = "carol", Count = 300 }],
                       })),
            ],
        },
        new(21, "between-address-and-sas",
            "a crash between the move of the address and that of SAs")
        {
            Phase = "promotion",
            Oracles = ["I13", "I14", "I19"],
            Shown =
            [
                Played, Explored("hsrp-pair"), Explored("stateful-pair"),
                Tested(
                    "Properties/StateMachines/Composition/TwoMembers",
                    "Whatever_happens_each_box_is_active_as_a_whole_or_not_at_all"),
            ],
            Cases =
            [
                .. from after in new[] { 2.9, 3.1, 3.3, 3.6, 4.0 }
                   select Case(
                       string.Create(
                           System.Globalization.CultureInfo.InvariantCulture,
                           $"after-{after}s"),
                       CrashAlice(30).At(30 + after, new Fault.Crash("moon"))
                           .At(36, new Fault.Restart("alice"))
                           .At(40, new Fault.Restart("moon"))),
            ],
        },
        new(22, "standby-crash-after-ack",
            "the standby crashes right after it has acknowledged a lease")
        {
            Phase = "a lease is renewed",
            Oracles = ["I1a", "I1b"],
            Shown = [Played, Explored("replication-availability-first-outbound")],
            Cases =
            [
                .. from point in new[] { CrashPoint.BeforeAcknowledge, CrashPoint.AfterAcknowledge }
                   from one in UnderBoth(
                       NameOf(point),
                       CrashAlice(
                           50,
                           FaultPlan.None.At(30, new Fault.CrashAt("moon", point, MessageKind.Sync))
                               .At(40, new Fault.Restart("moon"))))
                   select one,
            ],
        },
    ];

    private static IEnumerable<ScenarioCard> Loops =>
    [
        new(23, "reboot-loop", "a member comes back every few seconds, preempts and dies")
        {
            Oracles = ["I1a", "I9", "I10"],
            Shown =
            [
                Played, Explored("replication-availability-first-stores"),
                Explored("replication-safety-first-stores"),
                Explored("hsrp-pair-preempt"),
                Tested(
                    "Properties/StateMachines/Hsrp/Rfc2281_5_3_ActiveRouters",
                    "After_losses_and_crashes_exactly_one_router_is_active_again"),
            ],
            Cases =
            [
                .. from store in Enum.GetValues<KeptStore>()
                   from one in UnderBoth("store-" + NameOf(store), Loop(store))
                   select one,
                .. UnderBoth("within-hold", FaultPlan.None.At(30.5, new Fault.Crash("alice"))
                    .At(30.51, new Fault.Restart("alice"))),
                .. UnderBoth("within-hold-over-a-slow-channel", FaultPlan.None
                    .At(29, new Fault.SyncSlow(Seconds(1), Seconds(20)))
                    .At(30.5, new Fault.Crash("alice"))
                    .At(30.51, new Fault.Restart("alice"))),
            ],
        },
        new(24, "double-fault",
            "a takeover, and the new active one dies before the old one is back")
        {
            Oracles = ["I1a", "I1b", "I10"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth("one-after-the-other", CrashAlice(30)
                    .At(36, new Fault.Crash("moon"), new Fault.Restart("alice"))
                    .At(37, new Fault.Fence("moon"))
                    .At(45, new Fault.Restart("moon"))),
            ],
        },
        new(25, "power-loss-of-both", "both lose power; one returns with an old store")
        {
            Oracles = ["I1a", "I1b", "I20"],
            Shown =
            [
                Played,
                Tested(
                    "Examples/Simulation/Simulator/ShownTokenRuns",
                    "Who_has_lost_everything_but_its_secrets_is_found_dead_at_the_first_question"),
            ],
            Cases =
            [
                .. from store in Enum.GetValues<KeptStore>()
                   from one in UnderBoth(
                       "secrets-" + NameOf(store),
                       FaultPlan.None.At(30, new Fault.Crash("alice"), new Fault.Crash("moon"))
                           .At(35, new Fault.Restart("alice", store))
                           .At(36, new Fault.Fence("moon")),
                       WithTokens)
                   select one,
                .. from store in Enum.GetValues<KeptStore>()
                   from one in UnderBoth(
                       "store-" + NameOf(store),
                       FaultPlan.None.At(30, new Fault.Crash("alice"), new Fault.Crash("moon"))
                           .At(35, new Fault.Restart("alice", store)))
                   select one,
                .. OldCards.Restarted,
            ],
        },
    ];

    // The first secret is made with the first reign, and the next one before there are SAs: an
    // older store has the first alone.
    private static WorldBuilder WithTokens(WorldBuilder world) => new WorldBuilder(
        world.Plan with
        {
            Sas = [.. world.Plan.Sas.Select(sas => sas with { At = Seconds(24) })],
            Peers = [world.Plan.Peers[0] with { TakesTokens = true, SendsMax = 2 }],
        }).Policy(policy => policy with
        {
            HasTokens = true,
            TokenRolloverEvery = Seconds(14),
        }).Asks("I20");

    // The second box of the peer is there when the standby of the gateway takes over.
    private static FaultPlan BothFail(FaultPlan takeover) =>
        takeover.At(41.2, new Fault.Crash("carol"));

    private static WorldBuilder OfTwoBoxes(WorldBuilder world) => new(world.Plan with
    {
        Peers = [world.Plan.Peers[0] with { SyncEvery = Seconds(1) }],
    });

    private static FaultPlan Loop(KeptStore store)
    {
        var plan = FaultPlan.None;
        for (var at = 30; at < 55; at += 6)
        {
            plan = plan.At(at, new Fault.Crash("alice"))
                .At(at + 2, new Fault.Restart("alice", store));
        }

        return plan;
    }
}
