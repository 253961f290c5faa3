using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Worlds of cards that are no topology.</summary>
internal static class CardWorlds
{
    /// <summary>Three gateways with nothing in common, and a peer that follows redirects. A loop
    /// costs it five minutes, RFC 5685 §7.</summary>
    public static WorldPlan Ring => new WorldBuilder(Topologies.RedundantGateways with
    {
        Peers =
        [
            Topologies.RedundantGateways.Peers[0] with
            {
                Gateways = ["mars", "venus", "pluto"],
                FollowsRedirects = true,
            },
        ],
        Oracles = [.. Watched, "I22"],
    })
        .Member("bob", ["outside", "inside"])
        .Gateway("pluto", "outside", "inside", ["bob"], gateway => gateway with { Group = 2 })
        .Lasts(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(1))
        .Plan;

    /// <summary>A stateful pair, another gateway, and a peer with two links that moves.</summary>
    public static WorldPlan Moving => new WorldBuilder(Topologies.StatefulPair with
    {
        Peers =
        [
            Topologies.StatefulPair.Peers[0] with
            {
                Gateways = ["mars", "venus"],
                IsMobile = true,
                FollowsRedirects = true,
            },
        ],
        Oracles = [.. Watched, "I11", "I22", "Asked"],
    })
        .Segment("cafe", SegmentKind.Backbone)
        .Join("cafe", "outside")
        .Attach("carol", ["cafe"])
        .Member("bob", ["outside", "inside", "sync"])
        .Gateway("venus", "outside", "inside", ["bob"], gateway => gateway with { Group = 1 })
        .Plan;

    /// <summary>A peer is sent from gateway to gateway.</summary>
    public static IEnumerable<ScenarioCase> Loops =>
    [
        new("one-way", () => Ring, FaultPlan.None.At(30, new Fault.SendsOn("mars", "venus"))),
        new("two-at-each-other", () => Ring, AtEachOther),
        new("three-in-a-ring", () => Ring, FaultPlan.None
            .At(
                30, new Fault.SendsOn("mars", "venus"), new Fault.SendsOn("venus", "pluto"),
                new Fault.SendsOn("pluto", "mars"))
            .At(30.5, new Fault.Delete("carol", ByPeer: true))
            .At(32, new Fault.Establish("carol"))),
        new(
            "unauthenticated",
            () => new WorldBuilder(Ring).Attacker("outside").Plan,
            FaultPlan.None.At(30, new Fault.UnprotectedHint(
                "carol", HintKind.Redirect, 5, Seconds(5)))),
    ];

    /// <summary>Two gateways send their clients to each other.</summary>
    public static FaultPlan AtEachOther => FaultPlan.None.At(
        30, new Fault.SendsOn("mars", "venus"), new Fault.SendsOn("venus", "mars"));

    /// <summary>A peer moves, and what else happens within a second.</summary>
    public static IEnumerable<ScenarioCase> Moves =>
    [
        new("there-and-back", () => Moving, Move.At(45, new Fault.PeerMoves("carol"))),
        new("and-a-takeover", () => Moving, CrashAlice(30.3, Move)),
        new("takeover-in-the-update", () => Moving, FaultPlan.None
            .At(
                29.99, new Fault.CrashAt("alice", CrashPoint.AfterCommit, MessageKind.IkeLiveness))
            .At(30, new Fault.PeerMoves("carol"))),
        new("takeover-before-the-answer", () => Moving, CrashAlice(31, Unheard(
            MessageKind.IkeLiveness).At(30, new Fault.PeerMoves("carol")))),
        new("rekey-before-the-answer", () => Moving, RekeyBefore(byPeer: false)),
        new("rekey-by-peer-before-the-answer", () => Moving, RekeyBefore(byPeer: true)),
        new("all-at-once", () => Moving, CrashAlice(
            30.6, Move.At(30.3, new Fault.SendsOn("mars", "venus")))),
        new("all-at-once-planned", () => Moving, Move.At(30.3, new Fault.Drain("alice"))
            .At(30.6, new Fault.SendsOn("mars", "venus"))),
    ];

    private static FaultPlan Move => FaultPlan.None.At(30, new Fault.PeerMoves("carol"));

    /// <summary>The peer hears nothing of a kind for some seconds.</summary>
    private static FaultPlan Unheard(MessageKind kind) => FaultPlan.None.At(
        29.9, new Fault.Lose(Some(kind, 1_000, seconds: 4) with { To = "carol" }));

    /// <summary>A rekey of the IKE SA is open when the peer moves, and done before the peer has
    /// answered that it is there.</summary>
    private static FaultPlan RekeyBefore(bool byPeer) => Unheard(MessageKind.IkeChild)
        .At(29.9, new Fault.Rekey("carol", RekeyOf.Ike, byPeer))
        .At(30, new Fault.PeerMoves("carol"));
}
