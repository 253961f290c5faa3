using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.DpdVersusRouting;
using Holdfast.Simulation.Scenarios.FrontBackSplit;
using Holdfast.Simulation.Scenarios.PeriodicSync;
using Holdfast.Simulation.Scenarios.RekeyCrashPoints;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios;

/// <summary>The scenarios by name. A family of them is one line here.</summary>
public static class Catalogue
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static Items<Scenario> All =>
        [
            .. Hsrp, .. HsrpPairs, Reference, .. ReplicationFamily.All, .. Baselines, .. Stateful,
            .. RriOrders, .. Splits, .. Paths, .. Drains, .. Rekeys, .. SmallFamily.All,
        ];

    /// <summary>
    /// The scenarios of a name, or of a family: "hsrp-repaired" is all whose names begin with it.
    /// Empty: nobody has this name.
    /// </summary>
    public static Items<Scenario> Named(string name) =>
        All.Where(one => one.Name == name).DefaultIfEmpty().First() is { } scenario
            ? [scenario]
            : [.. All.Where(one => one.Name.StartsWith(name + "-", StringComparison.Ordinal))];

    /// <summary>RFC 2281 §5.7, read to the letter and repaired.</summary>
    private static IEnumerable<Scenario> Hsrp =>
    [
        new(
            "hsrp-literal", "RFC 2281's table to the letter: two routers, and then none is active",
            [new("crash", 0), new("cut", 0), new("stop", 0), new("forge", 0)],
            faults => Routers("hsrp-literal", 2, false, HsrpGroup.Dialect.Rfc2281Literal, faults))
        {
            IsKnownBad = true,
        },
        .. from routers in Enumerable.Range(1, 3)
           from preempts in new[] { false, true }
           select Repaired(routers, preempts),
        Healed("hsrp-healed-2", preempts: false), Healed("hsrp-healed-2-preempt", preempts: true),
    ];

    private static Scenario Healed(string name, bool preempts) => new(
        name,
        "the same, two routers: who hears each other has one active alone so long after a fault"
            + (preempts ? ", preempting" : ""),
        [new("crash", 1), new("cut", 1)],
        faults => World.Of(new HsrpElection(name)
        {
            Routers = 2,
            Preempts = preempts,
            CountsQuiet = true,
            Crashes = faults["crash"],
            Cuts = faults["cut"],
        }.Model()));

    /// <summary>Front-end and back-end groups that are bound together.</summary>
    private static IEnumerable<Scenario> HsrpPairs =>
    [
        Pair("hsrp-pair", preempts: false, better: null),
        Pair("hsrp-pair-preempt", preempts: true, better: 1),
    ];

    private static Scenario Pair(string name, bool preempts, int? better) => new(
        name,
        "two members bound on two sides: traffic passes at one of them, "
            + (preempts ? "the better one" : "no preemption"),
        [new("fault", 1)],
        faults => World.Of(new HsrpPairElection(name)
        {
            Preempts = preempts,
            Better = better,
            Faults = faults["fault"],
        }.Model()));

    private static Scenario Reference => new(
        "reference-election",
        "an election like HSRP's that other model checkers count as well, over lossy ways",
        [new("crash", 1)],
        faults => World.Of(ReferenceElection.Model(crashes: faults["crash"])))
    {
        HasFreeLosses = true,
    };

    /// <summary>Composed members; packets beside a crash; members that wait until the other one is
    /// off.</summary>
    private static IEnumerable<Scenario> Stateful =>
        from one in new[]
        {
            (Name: "stateful-pair", Of: "", Packets: 0, Inbound: 0),
            (Name: "stateful-pair-outbound", Of: ", packets for the peer",
                Packets: 1, Inbound: 0),
            (Name: "stateful-pair-inbound", Of: ", packets of the peer",
                Packets: 0, Inbound: 1),
            (Name: SafePair, Of: ", packets for the peer, nobody takes over before it is safe",
                Packets: 1, Inbound: 0),
        }
        select new Scenario(
            one.Name,
            "two composed members: first hop front and back, replication, injected routes, one peer"
                + one.Of,
            [
                new("crash", 1), new("cut", 0),
                .. one.Of.Length == 0 ? [new Budget("packet", 0)] : NoBudget,
            ],
            faults => World.Of(new StatefulPairScenario(one.Name)
            {
                Solo = one.Name == SafePair
                    ? SoloPolicy.SafetyFirst
                    : SoloPolicy.AvailabilityFirst,
                Crashes = faults["crash"],
                Cuts = faults["cut"],
                Packets = (uint)(one.Of.Length == 0 ? faults["packet"] : one.Packets),
                Inbound = (uint)(one.Of.Length == 0 ? faults["packet"] : one.Inbound),
            }.Model()));

    private const string SafePair = "stateful-pair-safety-first";

    private static Items<Budget> NoBudget => [];

    /// <summary>Routes at both ends of a tunnel.</summary>
    private static IEnumerable<Scenario> RriOrders =>
        from shared in new[] { false, true }
        let name = shared ? "rri-order-shared" : "rri-order"
        select new Scenario(
            name,
            "both ends of a tunnel: routes, guards and SAs, "
                + (shared ? "behind one interface" : "each SA behind its own"),
            [new("wish", 2), new("loss", 1), new("crash", 1)],
            faults => World.Of(new RriOrderScenario(name)
            {
                Wishes = faults["wish"],
                Losses = faults["loss"],
                Crashes = faults["crash"],
                Drain = shared ? 0 : 1,
                IsShared = shared,
            }.Model()));

    /// <summary>Inside and outside cut in two.</summary>
    private static IEnumerable<Scenario> Splits =>
        from flaw in new[] { SplitFlaw.None, SplitFlaw.GroupsUnbound }
        let name = flaw == SplitFlaw.None ? "front-back-split" : "front-back-split-unbound"
        select new Scenario(
            name,
            "two members between a peer and a host, the outside or the inside cut in two"
                + (flaw == SplitFlaw.None ? "" : ": groups that know nothing of each other"),
            [new("cut", 1), new("crash", 0)],
            faults => World.Of(new FrontBackSplitScenario(name)
            {
                Cuts = faults["cut"],
                Crashes = faults["crash"],
                Flaw = flaw,
            }.Model()))
        {
            IsKnownBad = flaw != SplitFlaw.None,
        };

    /// <summary>Queries against routes that converge.</summary>
    private static IEnumerable<Scenario> Paths =>
        from one in new[]
        {
            (Name: "dpd-vs-routing", IsV1: true, Convergence: 2),
            (Name: "dpd-vs-routing-ikev2", IsV1: false, Convergence: 2),

            // The last of five queries goes out 15 units after the first one.
            (Name: "dpd-vs-routing-slow", IsV1: false, Convergence: 16),
        }
        let isSlow = one.Convergence > 2
        select new Scenario(
            one.Name,
            $"an idle {(one.IsV1 ? "IKEv1" : "IKEv2")} SA over two links, one of which fails"
                + (isSlow ? ": routes converge too late" : ""),
            [new("link", 1), new("death", isSlow ? 0 : 1)],
            faults => World.Of(new DpdVersusRoutingScenario(one.Name)
            {
                IsV1 = one.IsV1,
                Convergence = one.Convergence,
                Queries = 5,
                Failures = faults["link"],
                Deaths = faults["death"],
            }.Model()))
        {
            IsKnownBad = isSlow,
        };

    /// <summary>A member that leaves on purpose.</summary>
    private static IEnumerable<Scenario> Drains =>
        from one in new[]
        {
            (Name: "drain", Says: "while a request is open", Requests: 1, Packets: 0),
            (Name: "drain-redirect", Says: "while a request is open, and redirects its peer",
                Requests: 1, Packets: 0),
            (Name: "drain-settles", Says: "once traffic has told its last numbers",
                Requests: 0, Packets: 1),
        }
        select new Scenario(
            one.Name, $"two composed members, one leaves on purpose {one.Says}",
            [
                new("drain", 1) { IsKept = true }, new("request", one.Requests), new("cut", 0),
                new("crash", 0),
            ],
            faults => World.Of(new StatefulPairScenario(one.Name)
            {
                Drains = faults["drain"],
                Requests = faults["request"],
                Cuts = faults["cut"],
                Crashes = faults["crash"],
                Inbound = (uint)one.Packets,
                Redirects = one.Name == "drain-redirect",
                Settles = one.Packets > 0,
            }.Model()));

    /// <summary>Rekeys, and a crash at each point of them.</summary>
    private static IEnumerable<Scenario> Rekeys =>
        from slow in new[] { false, true }
        let name = slow ? "rekey-crash-points-slow" : "rekey-crash-points"
        select new Scenario(
            name,
            "CHILD SAs and IKE SAs are rekeyed, and a member crashes before or after each step"
                + (slow ? ", facts and acknowledgements take a way" : ""),
            [new("crash", 1), new("rekey", slow ? 1 : 2)],
            faults => World.Of(new RekeyCrashPointsScenario(name)
            {
                Crashes = faults["crash"],
                Rekeys = faults["rekey"],
                IsSyncSlow = slow,
            }.Model()))
        {
            IsLong = slow,
        };

    /// <summary>What others do: packets of both directions, each in a world of its own, since a
    /// search ends with the first claim that is broken.</summary>
    private static IEnumerable<Scenario> Baselines =>
        from one in new[]
        {
            (Name: "outbound", Of: "packets that are sent", Packets: 4u, Inbound: 0u),
            (Name: "inbound", Of: "packets of the peer", Packets: 0u, Inbound: 1u),
        }
        let name = $"periodic-sync-baseline-{one.Name}"
        select new Scenario(
            name,
            $"counters every so many packets, nobody waits, a takeover jumps by a guess: {one.Of}",
            [new("crash", 1), new("loss", 0)],
            faults => World.Of(new PeriodicSyncBaseline(name)
            {
                Crashes = faults["crash"],
                Losses = faults["loss"],
                Packets = one.Packets,
                Inbound = one.Inbound,
            }.Model()))
        {
            IsKnownBad = true,
        };

    private static Scenario Repaired(int routers, bool preempts)
    {
        var name = $"hsrp-repaired-{routers}{(preempts ? "-preempt" : "")}";
        var who = routers == 1 ? "one router" : $"{routers} routers";
        return new(
            name,
            $"RFC 2281's table repaired: {who}, {(preempts ? "preempting" : "no preemption")}",
            [
                new("crash", 1), new("cut", routers > 1 ? 1 : 0), new("stop", 0), new("forge", 0),
            ],
            faults => Routers(name, routers, preempts, HsrpGroup.Dialect.Repaired, faults));
    }

    private static World Routers(
        string name, int routers, bool preempts, HsrpGroup.Dialect dialect, FaultBudgets faults) =>
        World.Of(new HsrpElection(name)
        {
            Routers = routers,
            Preempts = preempts,
            Dialect = dialect,
            Crashes = faults["crash"],
            Cuts = faults["cut"],
            Stops = faults["stop"],
            Forgeries = faults["forge"],
        }.Model());
}
