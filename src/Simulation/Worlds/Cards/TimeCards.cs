using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 26 to 29: clocks and timers.</summary>
internal static class TimeCards
{
    private const int IkeSas = 60;
    private const int ChildrenOfEach = 5;

    // The channel is slow for a while in which rekeys are due.
    private static FaultPlan Due(double at) =>
        FaultPlan.None.At(at, new Fault.SyncSlow(Seconds(0.2), Seconds(2)));

    private static WorldBuilder Ageing(WorldBuilder world) => new WorldBuilder(world.Plan with
    {
        // Under one IKE SA they would be made and rekeyed one after the other (docs/adr/0046).
        Sas =
        [
            .. Enumerable.Range(0, IkeSas).Select(at => new SaPlan
            {
                Peer = "carol",
                Count = ChildrenOfEach,
                RekeyAfter = Seconds(15),
                IkeRekeyAfter = Seconds(18),
                At = Seconds(20) + (TimeSpan.FromMilliseconds(10) * at),
            }),
        ],
        Peers = [world.Plan.Peers[0] with { Window = 64 }],
        Duration = TimeSpan.FromSeconds(75),
        HealAt = TimeSpan.FromSeconds(60),
    }).Asks("I32");

    /// <summary>A third member whose times are twice as long, and the second one learns those of
    /// whoever is active.</summary>
    private static WorldBuilder OneLearns(WorldBuilder world)
    {
        // A time that is learned may be as long as RFC 2281 §5.1 has it.
        var three = world.Policy(policy => policy with { SyncedFor = Seconds(12) }).Member(
            "bob", ["outside", "inside", "sync"], member => member with { Priority = 90 }).Plan;
        three = three with
        {
            Gateways = [three.Gateways[0] with { Members = ["alice", "moon", "bob"] }],
        };
        var addresses = new PlanAddresses(three);
        return new(three with
        {
            Members =
            [
                .. three.Members.Select(member => member.Name switch
                {
                    "moon" => member with { Settings = Timed(member, null, null) },
                    "bob" => member with { Settings = Timed(member, Seconds(2), Seconds(6)) },
                    _ => member,
                }),
            ],
        });

        ClusterMemberConfig.Settings Timed(MemberPlan member, TimeSpan? hello, TimeSpan? hold)
        {
            var settings = MemberSettings.Of(three, addresses, three.Gateways[0], member);
            return settings with
            {
                Replication = settings.Replication with { DetectWithin = Seconds(10) },
                Hsrp = new(
                    settings.Hsrp.Front with { HelloTime = hello, HoldTime = hold },
                    settings.Hsrp.Back with { HelloTime = hello, HoldTime = hold }),
            };
        }
    }

    public static IEnumerable<ScenarioCard> All =>
    [
        new(26, "simultaneous-timers", "timers that are due together, in every order")
        {
            Topology = "front-back",
            Phase = "the active and the standby timer of RFC 2281 §5.4",
            Oracles = ["I9", "I10"],
            Shown = [Explored("hsrp-repaired"), Explored("hsrp-literal"), Explored("hsrp-pair")],
        },
        new(27, "clocks-apart", "clocks that run 1 % apart, and members that are suspended")
        {
            Oracles = ["I1a", "I1b", "I19", "I27"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Replication/Rfc6027_3_7_Mends",
                    "A_time_slept_through_is_shorter_than_the_time_that_lets_a_member_go_on_alone"),
                NotYet("a wall clock that is set: boxes of the simulator have monotonic ones"),
            ],
            Cases =
            [
                .. from ppm in new[] { -10_000, 10_000 }
                   from one in UnderBoth(
                       ppm < 0 ? "slow" : "fast",
                       CrashAlice(
                           50,
                           FaultPlan.None.At(25, new Fault.ClockRate("alice", ppm))
                               .At(30, new Fault.SyncCut(Seconds(10)))),
                       world => world.Policy(policy => policy with { DriftPpm = 10_000 }))
                   select one,
                .. from gap in new[] { 2.0, 3.5, 12.0 }
                   from one in UnderBoth(
                       string.Create(
                           System.Globalization.CultureInfo.InvariantCulture,
                           $"suspended-{gap}s"),
                       FaultPlan.None.At(30, new Fault.MonotonicGap("alice", Seconds(gap))))
                   select one,
            ],
        },
        new(28, "hello-jitter", "Hellos as early as they may be, and times that are learned")
        {
            Topology = "stateful-pair",
            Oracles = ["I9", "I10"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Hsrp/Rfc2281_5_3_ActiveRouters",
                    "Hellos_come_early_by_no_more_than_the_jitter_and_never_late"),
                Tested(
                    "Properties/StateMachines/Hsrp/Rfc2281_5_3_ActiveRouters",
                    "After_losses_and_crashes_exactly_one_router_is_active_again"),
            ],
            Cases =
            [
                .. UnderBoth(
                    "jitter", CrashAlice(35),
                    world => world.Policy(policy => policy with { JitterPercent = 50 })),
                Case(
                    "one-learns-and-a-third-is-set",
                    CrashAlice(30).At(40, new Fault.Crash("moon"))
                        .At(48, new Fault.Restart("moon")).At(54, new Fault.Restart("alice")),
                    OneLearns),
            ],
        },
        new(29, "lifetimes-together", "10,000 SAs whose lives end together")
        {
            Topology = "stateful-pair",
            Phase = "rekeys by time",
            Oracles = ["I32"],
            Shown =
            [
                Tested(
                    "Properties/StateMachines/Balance/Pacing",
                    "A_hundred_thousand_SAs_are_begun_at_the_rate_and_none_before"),
                Played,
                Tested(
                    "Examples/Simulation/Simulator/LargeWorlds",
                    "Lives_that_end_together_end_in_rekeys_of_all"),
            ],
            Cases =
            [
                .. UnderBoth("due-together", Due(40), Ageing),
                .. UnderBoth("and-a-crash", CrashAlice(37), Ageing),
            ],
        },
    ];
}
