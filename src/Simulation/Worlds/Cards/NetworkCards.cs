using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 1 to 10: the network.</summary>
internal static class NetworkCards
{
    public static IEnumerable<ScenarioCard> All =>
    [
        new(1, "sync-partition",
            "two-way partition of the sync link alone: to each, the other one seems dead")
        {
            Oracles = ["I1a", "I1b", "I9", "I19"],
            Shown =
            [
                Played, Explored("replication-availability-first-outbound"),
                Explored("replication-safety-first-outbound"),
                Explored("hsrp-repaired"),
            ],
            Cases =
            [
                .. UnderBoth("alone", PartSync),
                .. UnderBoth("and-a-crash", CrashAlice(45, PartSync)),
            ],
        },
        new(2, "one-way-loss", "one direction of the sync link or of a side of HSRP loses all")
        {
            Oracles = ["I9", "I10"],
            Shown = [Played, Explored("hsrp-pair"), Explored("hsrp-repaired")],
            Cases = [.. OneWay],
        },
        new(3, "inside-apart-from-outside",
            "the inside is parted and the outside is whole, and the other way round")
        {
            Oracles = ["I13"],
            Shown = [Played, Explored("hsrp-pair"), Explored("hsrp-pair-preempt")],
            Cases =
            [
                .. UnderBoth(
                    "inside", FaultPlan.None.At(30, new Fault.Partition("inside", ["alice"]))),
                .. UnderBoth(
                    "outside", FaultPlan.None.At(30, new Fault.Partition("outside", ["alice"]))),
            ],
        },
        new(4, "active-apart-from-peer",
            "the active member loses the way to the peer, not to the standby: it tracks that")
        {
            Oracles = ["I10", "I14"],
            Shown =
            [
                Played,
                Tested(
                    "Examples/StateMachines/Composition/Takeovers",
                    "A_member_without_links_lets_the_other_one_take_over"),
            ],
            Cases =
            [
                .. UnderBoth(
                    "upstream", FaultPlan.None.At(30, new Fault.AccessDown("alice", "outside"))
                        .At(50, new Fault.AccessUp("alice", "outside"))),
                .. Access("one-identity", Topologies.DualAccess),
                .. Access("two-identities", Topologies.DualAccessTwoIdentities),
                .. Access("loopback", Topologies.LoopbackTermination),
            ],
        },
        new(5, "flapping-link",
            "a link flaps with a period just under and over Hello, hold time and worry")
        {
            Oracles = ["I9", "I10", "I16"],
            Shown =
            [
                Played, Explored("bfd-neighbours"),
                Tested(
                    "Examples/StateMachines/Links/BfdVerdicts",
                    "A_flapping_link_moves_traffic_only_where_its_outages_outlast_the_detection"),
                Explored("hsrp-repaired"),
                Tested(
                    "Properties/StateMachines/Liveness/Rfc7296_2_4_Connections",
                    "A_peer_that_answers_one_send_of_each_check_never_fails"),
            ],
            Cases =
            [
                .. from period in new[] { 0.9, 1.1, 2.9, 3.1, 9.5, 10.5 }
                   select Case(
                       string.Create(
                           System.Globalization.CultureInfo.InvariantCulture, $"{period}s"),
                       FaultPlan.None.At(
                           30, new Fault.LinkFlaps(
                               Outside, Seconds(period), Seconds(period),
                               Math.Max(1, (int)(12 / period))))),
                .. from outage in new[] { 0.5, 0.9, 1.5 }
                   select new ScenarioCase(
                       string.Create(
                           System.Globalization.CultureInfo.InvariantCulture,
                           $"bfd-{outage}s"),
                       () => Asked(WithSessions), Outages(outage)),
                .. OldCards.Flapping,
            ],
        },
        new(6, "heal-after-split", "a long split heals: both sides have reigned meanwhile")
        {
            Oracles = ["I1a", "I24", "I27"],
            Shown =
            [
                Played, Explored("replication-availability-first-parted-outbound"),
                Explored("replication-availability-first-parted-stores-requests"),
                NotYet(
                    "virtual addresses of clients (RFC 7296 §2.19) that both sides have given out"),
            ],
            Cases =
            [
                .. UnderBoth("split", FaultPlan.None.At(
                    30, new Fault.Partition("outside", ["alice"]),
                    new Fault.Partition("inside", ["alice"]),
                    new Fault.Partition("sync", ["alice"]))),
            ],
        },
        new(7, "doubled-late-reordered",
            "messages of sync, IKE and HSRP come twice, late, reordered")
        {
            Oracles = ["I26", "I27", "I6"],
            Shown =
            [
                Played, Explored("replication-availability-first-channel"),
                Explored("replication-safety-first-channel"),
                Explored("replication-availability-first-requests-lossy"),
                Explored("replication-safety-first-requests-lossy"),
            ],
            Cases = [.. Disordered, .. OldCards.Impaired],
        },
        new(8, "asymmetric-way",
            "requests go by one member, and what the peer sends comes back to the other one")
        {
            Topology = "asymmetric-return",
            Oracles = ["I1a", "I3", "I19"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Asymmetric/HandingOn",
                    "Nothing_but_the_owner_or_a_stated_policy_processes_a_packet"),
            ],
            Cases =
            [
                .. UnderBoth(
                    "for-a-time", FaultPlan.None.At(30, new Fault.Reroute("carol", "moon"))
                        .At(50, new Fault.Reroute("carol", null))),
                .. UnderBoth(
                    "and-a-crash",
                    CrashAlice(40, FaultPlan.None.At(30, new Fault.Reroute("carol", "moon")))),
                .. UnderBoth("nat-rebinds", Rebinds, BehindNat),
                .. UnderBoth("nat-rebinds-and-a-crash", CrashAlice(40, Rebinds), BehindNat),
                .. UnderBoth(
                    "nat-rebinds-after-a-crash",
                    CrashAlice(40).At(40.5, new Fault.NatRebind("carol")), BehindNat),
            ],
        },
        new(9, "path-mtu", "only large IKE messages are lost, and liveness checks pass")
        {
            Phase = "a rekey with ML-KEM",
            Oracles = ["I6b", "I16"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc7296_2_3_MessageIds",
                    "Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers"),
                Tested(
                    "Properties/StateMachines/Liveness/Rfc7296_2_4_Connections",
                    "A_peer_that_answers_one_send_of_each_check_never_fails"),
            ],
            Cases =
            [
                .. from byPeer in new[] { false, true }
                   from one in UnderBoth(
                       byPeer ? "by-peer" : "by-us",
                       FaultPlan.None.At(
                               30, new Fault.Lose(
                                   Some(MessageKind.Ike, 1_000, 10) with { LargerThan = 1_000 }))
                           .At(30.1, new Fault.Rekey("carol", RekeyOf.Ike, byPeer)))
                   select one,
                .. UnderBoth("narrow-path", FaultPlan.None
                    .At(30, new Fault.MtuFalls("outside", 900))
                    .At(30.1, new Fault.Rekey("carol", RekeyOf.Ike))),
            ],
        },
        new(10, "slow-sync", "the sync channel is slower than the period of leases, and not dead")
        {
            Oracles = ["I1a", "I1b"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth("slow", Slow), .. UnderBoth("and-a-crash", CrashAlice(45, Slow)),
            ],
        },
    ];

    /// <summary>The preferred access link fails, at this end and beyond it.</summary>
    private static IEnumerable<ScenarioCase> Access(string name, WorldPlan world) =>
    [
        new($"{name}-link", () => Asked(world), FaultPlan.None
            .At(30, new Fault.LinkDown(new("alice", "isp-one")))
            .At(50, new Fault.LinkUp(new("alice", "isp-one")))),
        new($"{name}-path", () => Asked(world), FaultPlan.None
            .At(30, new Fault.AccessDown("alice", "isp-one"))
            .At(50, new Fault.AccessUp("alice", "isp-one"))),
    ];

    // Nobody sees a carrier go: packets are lost one way, and BFD says so after 900 ms.
    private static WorldPlan WithSessions => Topologies.DualAccess with
    {
        Routing = Topologies.DualAccess.Routing with { Bfd = new() },
    };

    private static FaultPlan Outages(double seconds)
    {
        var link = new LinkName("alice", "isp-one");
        var faults = FaultPlan.None;
        for (var at = 30.0; at < 42; at += 2 * seconds)
        {
            faults = faults.At(at, new Fault.LinkLoses(link, LinkWay.Out))
                .At(at + seconds, new Fault.LinkUp(link));
        }

        return faults;
    }

    private static WorldPlan Asked(WorldPlan world) => world with { Oracles = Watched };

    private static FaultPlan Rebinds => FaultPlan.None
        .At(30, new Fault.Reroute("carol", "moon")).At(35, new Fault.NatRebind("carol"))
        .At(38, new Fault.Reroute("carol", null));

    private static WorldBuilder BehindNat(WorldBuilder world) => new(world.Plan with
    {
        Peers = [world.Plan.Peers[0] with { IsBehindNat = true }],
    });

    private static FaultPlan PartSync =>
        FaultPlan.None.At(30, new Fault.Partition("sync", ["alice"]));

    private static FaultPlan Slow =>
        FaultPlan.None.At(30, new Fault.SyncSlow(Seconds(1.5), Seconds(25)));

    private static IEnumerable<ScenarioCase> OneWay =>
        from link in new[] { Sync, Outside, Inside }
        from way in new[] { LinkWay.Out, LinkWay.In }
        from one in UnderBoth(
            $"{link.Segment}-{(way == LinkWay.Out ? "out" : "in")}",
            FaultPlan.None.At(30, new Fault.LinkLoses(link, way)))
        select one;

    private static IEnumerable<ScenarioCase> Disordered =>
    [
        .. from kind in new[] { MessageKind.Ike, MessageKind.Hsrp, MessageKind.Sync }
           let name = NameOf(kind)
           from one in new[]
           {
               Case(
                   $"{name}-doubled", FaultPlan.None.At(
                       30, new Fault.Duplicate(Some(kind, 1_000), 2, Seconds(3)))),
               Case(
                   $"{name}-reordered",
                   FaultPlan.None.At(30, new Fault.Reorder(Some(kind, 100), 3))),
           }
           select one,
        .. from kind in new[] { MessageKind.Ike, MessageKind.Hsrp }
           select Case(
               $"{NameOf(kind)}-ten-minutes-late",
               FaultPlan.None.At(
                   30, new Fault.Delay(Some(kind, 5), Seconds(600), Seconds(600))),
               world => world.Lasts(TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(12))),
    ];
}
