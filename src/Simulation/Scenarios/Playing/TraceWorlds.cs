using Holdfast.Codec;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>The worlds in which counter-examples are played.</summary>
internal static class TraceWorlds
{
    private const uint Block = 4;

    /// <summary>Two members with their SAs in common, leases of a few numbers, and somebody who
    /// records.</summary>
    public static WorldPlan Pair => Topologies.StatefulPair with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Attacker = new() { Segments = ["outside"] },
        Policy = Topologies.StatefulPair.Policy with { LeaseBlock = Block, FloorBlock = Block },
    };

    /// <summary>Gateways with nothing in common, and a client that follows redirects.</summary>
    public static WorldPlan Gateways => CardWorlds.Ring with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Oracles = default,
    };

    /// <summary>Routers with a group on each side, nobody's SAs; none runs in the beginning.
    /// </summary>
    public static WorldPlan Routers(
        Items<string> names, HsrpGroup.Dialect dialect, bool preempts)
    {
        var world = new WorldBuilder("routers", "routers of a group, played with real octets")
            .Segment("outside", SegmentKind.Outside)
            .Segment("inside", SegmentKind.Inside)
            .Segment("backbone", SegmentKind.Backbone)
            .Join("outside", "backbone");
        foreach (var name in names)
        {
            world = world.Member(name, ["outside", "inside"]);
        }

        return world
            .Gateway("mars", "outside", "inside", names)
            .Peer("carol", "backbone", ["mars"])
            .Attacker("outside")
            .Policy(policy => policy with { Dialect = dialect, Preempts = preempts })
            .Build();
    }
}
