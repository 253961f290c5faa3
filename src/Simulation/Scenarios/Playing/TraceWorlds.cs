using Holdfast.Codec;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>The worlds in which counter-examples are played.</summary>
internal static class TraceWorlds
{
    private const uint Block = 4;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(38);
    private static readonly TimeSpan SlowHold = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Far = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Farther = TimeSpan.FromMilliseconds(60);

    /// <summary>Two members with their SAs in common, leases of a few numbers, and somebody who
    /// records.</summary>
    public static WorldPlan Pair => Topologies.StatefulPair with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Attacker = new() { Segments = ["outside"] },
        Policy = Topologies.StatefulPair.Policy with { LeaseBlock = Block, FloorBlock = Block },
    };

    /// <summary>A world whose members choose as those of a scenario do, by its name.</summary>
    public static WorldPlan As(string scenario, WorldPlan world)
    {
        return world with
        {
            Policy = world.Policy with
            {
                Solo = Says("safety-first") ? SoloPolicy.SafetyFirst : world.Policy.Solo,
                Replay = Says("bounded") ? ReplayPolicy.Bounded
                    : Says("peer-sync") ? ReplayPolicy.PeerSync
                    : Says("rekey-first") ? ReplayPolicy.RekeyFirst
                    : world.Policy.Replay,
                Exposed = Says("bounded") ? 1 : world.Policy.Exposed,
            },
        };

        bool Says(string choice) =>
            scenario.Contains($"-{choice}", StringComparison.Ordinal);
    }

    /// <summary>The same, far from a peer that synchronises no message IDs: what both sides ask
    /// passes each other, and much is under way when something happens.</summary>
    public static WorldPlan Asking
    {
        get
        {
            var pair = Pair;
            return pair with
            {
                Peers = [.. pair.Peers.Select(peer => peer with { Traits = IkeTraits.None })],
                Links =
                [
                    .. pair.Links.Select(link => pair.Peers.Any(peer => peer.Name == link.Who)
                        ? link with { DelayMin = Far, DelayMax = Far }
                        : link),
                ],
                Flows = [.. pair.Flows.Select(flow => flow with
                    {
                        PacketsPerSecond = 100,
                        StartsAt = Turn - Busy,
                        EndsAt = Turn + Busy,
                    })],
            };
        }
    }

    /// <summary>The same, where each rekey has a second key exchange behind it.</summary>
    public static WorldPlan Several => Asking with
    {
        Sas = [.. Asking.Sas.Select(sas => sas with { KeyExchanges = 1 })],
    };

    /// <summary>The same, whose peer synchronises message IDs; whoever serves stays where it is.
    /// </summary>
    public static WorldPlan Syncing => Pair with
    {
        Policy = Pair.Policy with { Preempts = false },
    };

    /// <summary>Two members and a peer that speaks IKEv1. First it sends, and asks since nobody
    /// answers; then it is sent to, and is asked.</summary>
    public static WorldPlan Old => Topologies.StatefulPairIkev1 with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Attacker = new() { Segments = ["outside"] },
        Peers =
        [
            .. Topologies.StatefulPairIkev1.Peers.Select(peer => peer with
            {
                WorryAfter = TimeSpan.FromSeconds(4),
            }),
        ],
        Flows =
        [
            .. Topologies.StatefulPairIkev1.Flows.Select(flow => flow.From == "host"
                ? flow with { StartsAt = Turn }
                : flow with { EndsAt = Turn }),
        ],
    };

    /// <summary>Two members that give tokens to a peer that believes them.</summary>
    public static WorldPlan Tokens => Pair with
    {
        Policy = Pair.Policy with { HasTokens = true },
        Peers = [.. Pair.Peers.Select(peer => peer with { TakesTokens = true })],
    };

    /// <summary>A member with two ways to a peer that never says anything of itself: it is sent to,
    /// and asked after three seconds, four times in 24 s. Routes need 16 s to go the other way.
    /// </summary>
    public static WorldPlan Paths => Topologies.DualAccess with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Policy = Topologies.DualAccess.Policy with
        {
            WorryAfter = TimeSpan.FromSeconds(3),
            SendsMax = 4,
        },
        Routing = Topologies.DualAccess.Routing with { Convergence = TimeSpan.FromSeconds(15) },
        Peers =
        [
            .. Topologies.DualAccess.Peers.Select(peer => peer with
            {
                WorryAfter = TimeSpan.FromMinutes(5),
            }),
        ],
        Flows = [.. Topologies.DualAccess.Flows.Where(flow => flow.From == "host")],
    };

    /// <summary>The link of a session that is played.</summary>
    public static LinkName SessionLink => new("alice", "isp-one");

    /// <summary>A member with two access links, and a session of BFD over each.</summary>
    public static WorldPlan Sessions => Topologies.DualAccess with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Routing = Topologies.DualAccess.Routing with { Bfd = new() },
    };

    /// <summary>A peer over TCP whose packets come so fast that a segment has several.</summary>
    public static WorldPlan Streams => StreamWorlds.OverTcp with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Flows =
        [
            .. StreamWorlds.OverTcp.Flows.Select(flow => flow with { PacketsPerSecond = 60 }),
        ],
        Oracles = default,
    };

    /// <summary>Two members that take tickets, and need long for what they tell each other.
    /// </summary>
    public static WorldPlan Tickets => Pair with
    {
        Links =
        [
            .. Pair.Links.Select(link => link.Segment == "sync"
                ? link with { DelayMin = Farther, DelayMax = 3 * Farther }
                : link),
        ],
    };

    /// <summary>Spokes that are redirected to each other.</summary>
    public static WorldPlan Spokes => Topologies.Dmvpn(DmvpnPhase.Redirect);

    /// <summary>Gateways with nothing in common, and a client that follows redirects.</summary>
    public static WorldPlan Gateways => CardWorlds.Ring with
    {
        Name = "counter-example",
        Says = "what the explorer has found, played with real octets",
        Oracles = default,
    };

    /// <summary>Routers that keep state in common, so that one can leave on purpose.</summary>
    public static WorldPlan Together(WorldPlan routers)
    {
        var world = new WorldBuilder(routers).Segment("sync", SegmentKind.Sync).SyncOver("sync");
        foreach (var member in routers.Members)
        {
            world = world.Attach(member.Name, ["sync"]);
        }

        return world.Build();
    }

    /// <summary>Routers of whom the best one says Hello more rarely than the others wait.</summary>
    public static WorldPlan WithSlowRouter(WorldPlan routers)
    {
        var best = routers.Members[^1];
        var settings = MemberSettings.Of(
            routers, new PlanAddresses(routers), routers.Gateways[0], best);
        return routers with
        {
            Members = routers.Members.With(
                routers.Members.Count - 1,
                best with
                {
                    Settings = settings with
                    {
                        Hsrp = new(Slow(settings.Hsrp.Front), Slow(settings.Hsrp.Back)),
                        Replication = settings.Replication with
                        {
                            DetectWithin = SlowHold,
                            SyncedFor = 2 * SlowHold,
                        },
                    },
                }),
        };

        static HsrpGroup.Settings Slow(HsrpGroup.Settings group) => group with
        {
            HelloTime = TimeSpan.FromSeconds(4),
            HoldTime = SlowHold,
        };
    }

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
