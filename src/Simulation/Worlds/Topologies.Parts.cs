using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Worlds;

/// <content>What topologies are made of.</content>
public static partial class Topologies
{
    /// <summary>Outside, inside, and a backbone behind the outside; a host is inside.</summary>
    private static WorldBuilder Networks(this WorldBuilder world, string hostOn = "inside") => world
        .Segment("outside", SegmentKind.Outside)
        .Segment("inside", SegmentKind.Inside)
        .Segment("backbone", SegmentKind.Backbone)
        .Host("host", hostOn);

    private static WorldBuilder Site(WorldBuilder world, string hostOn = "inside") =>
        world.Networks(hostOn).Join("outside", "backbone");

    /// <summary>Alice, who is preferred, and moon.</summary>
    private static WorldBuilder Pair(WorldBuilder world, string hostOn = "inside") =>
        Site(world, hostOn)
            .Member("alice", ["outside", "inside"], member => member with { Priority = 110 })
            .Member("moon", ["outside", "inside"])
            .Gateway("mars", "outside", "inside", ["alice", "moon"])
            .Peer("carol", "backbone", ["mars"]);

    private static WorldBuilder Synced(WorldBuilder world)
    {
        var synced = world.Segment("sync", SegmentKind.Sync).SyncOver("sync");
        foreach (var member in world.Plan.Members)
        {
            synced = synced.Attach(member.Name, ["sync"]);
        }

        return synced;
    }

    private static WorldBuilder TwoLinks(WorldBuilder world, LinkSelection.Identity identity) =>
        world.Networks()
            .Segment("isp-one", SegmentKind.Access)
            .Segment("isp-two", SegmentKind.Access)
            .Join("isp-one", "backbone")
            .Join("isp-two", "backbone")
            .Member("alice", ["outside", "inside", "isp-one", "isp-two"], member => member with
            {
                Access = ["isp-one", "isp-two"],
                Identity = identity,
            })
            .Gateway("mars", "outside", "inside", ["alice"])
            .Peer("carol", "backbone", ["mars"]);

    /// <summary>SAs of each link, for the same packets.</summary>
    private static WorldBuilder TrafficOverBoth(this WorldBuilder world, string peer)
    {
        Items<Prefix> behind = [Prefix.Of(new HostAddress((172u << 24) + (16u << 16), false), 24)];
        return world
            .Sas(peer, set: sa => sa with { Over = "isp-one", Remote = behind })
            .Sas(peer, set: sa => sa with { Over = "isp-two", Remote = behind })
            .HostBehind($"behind-{peer}", peer)
            .Flows("host", $"behind-{peer}", 10);
    }

    /// <summary>SAs with a peer, a host behind it, and packets both ways.</summary>
    private static WorldBuilder Traffic(
        this WorldBuilder world, string peer, int sas = 1, SaSuite suite = SaSuite.AesGcm256) =>
        world
            .Sas(peer, sas, sa => sa with { Suite = suite })
            .HostBehind($"behind-{peer}", peer)
            .Flows("host", $"behind-{peer}", 10);
}
