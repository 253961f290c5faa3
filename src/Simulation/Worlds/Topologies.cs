using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// The ways in which gateways are built, as worlds to go on from: each has members, peers, hosts,
/// SAs and traffic both ways, and nothing breaks in it.
/// </summary>
public static partial class Topologies
{
    /// <summary>All of them by name.</summary>
    public static Items<WorldPlan> All =>
    [
        OneGateway, RedundantGateways, HsrpRri, FrontBack, StatefulPair, LoadShared,
        DualAccess, DualAccessTwoIdentities, LoopbackTermination, AsymmetricReturn,
        Dmvpn(DmvpnPhase.HubOnly), Dmvpn(DmvpnPhase.NextHop), Dmvpn(DmvpnPhase.Redirect),
        SiteToSite, StatefulPairIkev1,
    ];

    /// <summary>The topology of a name; null: none has it.</summary>
    public static WorldPlan? Named(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>One box, and its peer.</summary>
    public static WorldPlan OneGateway => Site(
            new WorldBuilder("one-gateway", "one gateway: what a crash costs without a second one"))
        .Member("alice", ["outside", "inside"])
        .Gateway("mars", "outside", "inside", ["alice"])
        .Peer("carol", "backbone", ["mars"])
        .Traffic("carol")
        .Build();

    /// <summary>Two boxes with an address each; the peer changes over when one is dead to it.
    /// </summary>
    public static WorldPlan RedundantGateways => Site(
            new WorldBuilder(
                "redundant-gateways",
                "two gateways that know nothing of each other: the peer finds the second one by "
                    + "DPD, and everything is negotiated anew"))
        .Member("alice", ["outside", "inside"])
        .Member("moon", ["outside", "inside"])
        .Gateway("mars", "outside", "inside", ["alice"])
        .Gateway("venus", "outside", "inside", ["moon"], Second)
        .Peer("carol", "backbone", ["mars", "venus"])
        .Traffic("carol")
        .Build();

    /// <summary>HSRP towards peers, injected routes towards hosts; no state in common.</summary>
    public static WorldPlan HsrpRri => Pair(
            new WorldBuilder(
                "hsrp-rri",
                "HSRP outside and reverse route injection inside: a takeover negotiates anew"),
            hostOn: "core")
        .Segment("core", SegmentKind.Inside)
        .Join("core", "inside")
        .Traffic("carol")
        .Build();

    /// <summary>A front-end and a back-end group that are bound together; no state in common.
    /// </summary>
    public static WorldPlan FrontBack => Pair(
            new WorldBuilder(
                "front-back",
                "front-end and back-end HSRP bound together: both are active on one member, or "
                    + "traffic is dropped"))
        .Traffic("carol")
        .Build();

    /// <summary>Two members that keep their SAs in common.</summary>
    public static WorldPlan StatefulPair => Synced(Pair(
            new WorldBuilder(
                "stateful-pair",
                "two members with their SAs in common: a takeover that the peer does not see")))
        .Traffic("carol")
        .Build();

    /// <summary>Three members that share the load of three gateways.</summary>
    public static WorldPlan LoadShared => Synced(Site(
            new WorldBuilder(
                "load-shared",
                "three members, three virtual gateways: each is first for one and second for "
                    + "another"))
        .Member("alice", ["outside", "inside"])
        .Member("moon", ["outside", "inside"])
        .Member("bob", ["outside", "inside"])
        .Gateway("mars", "outside", "inside", ["alice", "moon", "bob"], InOrder(0))
        .Gateway("venus", "outside", "inside", ["moon", "bob", "alice"], InOrder(1))
        .Gateway("pluto", "outside", "inside", ["bob", "alice", "moon"], InOrder(2))
        .Peer("carol", "backbone", ["mars"])
        .Peer("dave", "backbone", ["venus"])
        .Peer("erin", "backbone", ["pluto"]))
        .Traffic("carol").Traffic("dave").Traffic("erin")
        .Build();

    /// <summary>Two ways out of a member, and one identity on a loopback.</summary>
    public static WorldPlan DualAccess => TwoLinks(
            new WorldBuilder(
                "dual-access-single-identity",
                "two access links and one loopback identity: routes move, SAs stay"),
            LinkSelection.Identity.Loopback)
        .Traffic("carol")
        .Build();

    /// <summary>Two ways out of a member, and an identity and SAs for each.</summary>
    public static WorldPlan DualAccessTwoIdentities => TwoLinks(
            new WorldBuilder(
                "dual-access-two-identities",
                "two access links with an identity each: SAs over both, one preferred"),
            LinkSelection.Identity.EachLink)
        .TrafficOverBoth("carol")
        .Build();

    /// <summary>A pair whose SAs end on a loopback address that routes lead to.</summary>
    public static WorldPlan LoopbackTermination => Synced(
            new WorldBuilder(
                "loopback-termination",
                "SAs end on a loopback address: routing leads to the active member")
            .Networks()
            .Segment("isp-one", SegmentKind.Access)
            .Segment("isp-two", SegmentKind.Access)
            .Join("isp-one", "backbone")
            .Join("isp-two", "backbone")
            .Member("alice", ["outside", "inside", "isp-one"], member => member with
            {
                Priority = 110,
                Access = ["isp-one"],
            })
            .Member("moon", ["outside", "inside", "isp-two"], member => member with
            {
                Access = ["isp-two"],
            })
            .Gateway("mars", "outside", "inside", ["alice", "moon"])
            .Peer("carol", "backbone", ["mars"]))
        .Traffic("carol")
        .Build();

    /// <summary>A stateful pair to whose standby what the peer sends comes back.</summary>
    public static WorldPlan AsymmetricReturn => new WorldBuilder(StatefulPair with
    {
        Name = "asymmetric-return",
        Says = "requests leave by one member, and the peer's ESP comes back to the other one",
    })
        .Returns("carol", "moon")
        .Build();

    /// <summary>Two hubs with nothing in common, and spokes that register at both, and often: a hub
    /// whose reign is a new one knows nobody.</summary>
    public static WorldPlan Dmvpn(DmvpnPhase phase) => Site(
            new WorldBuilder(
                $"dmvpn-phase-{(int)phase}",
                $"DMVPN with two hubs and four spokes in phase {(int)phase}"))
        .Member("alice", ["outside", "inside"])
        .Member("moon", ["outside", "inside"])
        .Gateway("mars", "outside", "inside", ["alice"])
        .Gateway("venus", "outside", "inside", ["moon"], Second)
        .Spokes("spoke", 4, "backbone", ["mars", "venus"], phase, spoke => spoke with
        {
            HoldTime = TimeSpan.FromSeconds(60),
        })
        .Sas("spoke")
        .HostBehind("behind-one", "spoke-1")
        .HostBehind("behind-two", "spoke-2")
        .Flows("host", "behind-one", 10)
        .Flows("behind-one", "behind-two", 10)
        .Build();

    /// <summary>Two firewalls with IKEv1 between them, as in the lab's captures.</summary>
    public static WorldPlan SiteToSite => Site(
            new WorldBuilder(
                "site-to-site-ikev1",
                "two firewalls, IKEv1 main mode and quick mode, DPD both ways"))
        .Member("alice", ["outside", "inside"])
        .Gateway("mars", "outside", "inside", ["alice"])
        .OldPeer("carol", "backbone", ["mars"])
        .Traffic("carol", suite: SaSuite.AesCbcSha256)
        .Build();

    /// <summary>A stateful pair whose peer is one of two firewalls with IKEv1.</summary>
    public static WorldPlan StatefulPairIkev1 => StatefulPair with
    {
        Name = "stateful-pair-ikev1",
        Says = "a stateful pair whose peer speaks IKEv1: what it says goes on by facts, too",
        Peers =
        [
            StatefulPair.Peers[0] with
            {
                Version = ClusterMemberConfig.IkeVersion.V1,
                Traits = IkeTraits.DeadPeerDetection,
            },
        ],
        Sas = [StatefulPair.Sas[0] with { Suite = SaSuite.AesCbcSha256 }],
    };

    private static GatewayPlan Second(GatewayPlan gateway) => gateway with { Group = 1 };

    private static Func<GatewayPlan, GatewayPlan> InOrder(int group) =>
        gateway => gateway with { IsOrdered = true, Group = group };
}
