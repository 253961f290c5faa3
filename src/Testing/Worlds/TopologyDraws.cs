using Holdfast.Codec;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Links;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <summary>
/// Builds topologies part by part: one to four members in one gateway, in one each or in turn in
/// several, with or without access links and state in common; peers, spokes, hosts, SAs and flows;
/// delays, losses, convergence. The simplest one is a member, a peer and an SA.
/// </summary>
internal static partial class TopologyDraws
{
    private static readonly string[] Names = ["alice", "moon", "bob", "winnetou"];
    private static readonly string[] GatewayNames = ["mars", "venus", "pluto", "ceres"];
    private static readonly string[] PeerNames = ["carol", "dave", "erin"];

    /// <summary>How gateways share members.</summary>
    private enum Shape
    {
        /// <summary>One gateway of all members.</summary>
        One,

        /// <summary>One gateway of each member: peers find the next one.</summary>
        Each,

        /// <summary>As many gateways as members, and each is the first one of another.</summary>
        Turns,
    }

    /// <summary>What the parts have to know of the first one.</summary>
    private readonly record struct Outline(
        int Members, Shape Shape, int Links, LinkSelection.Identity Identity, bool IsSynced,
        int Peers)
    {
        public int Gateways => Shape == Shape.One ? 1 : Members;

        public bool IsEachLink => Identity == LinkSelection.Identity.EachLink;
    }

    /// <summary>Draws one. Law: whatever the numbers, it stands.</summary>
    public static WorldPlan Draw(Choices choices)
    {
        var outline = Outlined(choices);
        choices.EndPart();
        var world = Networks(choices, outline);
        choices.EndPart();
        for (var at = 0; at < Names.Length; at++)
        {
            if (at >= outline.Members)
            {
                choices.SkipPart();
                continue;
            }

            world = Member(choices, world, outline, at);
            choices.EndPart();
        }

        world = Gateways(world, outline);
        for (var at = 0; at < PeerNames.Length; at++)
        {
            if (at >= outline.Peers)
            {
                choices.SkipPart();
                choices.SkipPart();
                continue;
            }

            world = Peer(choices, world, outline);
            choices.EndPart();
        }

        world = Spokes(choices, world, outline);
        choices.EndPart();
        world = Around(choices, world, outline);
        choices.EndPart();
        var plan = WithPolicy(choices, world.Build());
        choices.EndPart();
        return Links(choices, plan);
    }

    private static Outline Outlined(Choices choices)
    {
        // All numbers are drawn whatever the ones before: each can be made smaller alone.
        var members = 1 + choices.Below(Names.Length);
        var shape = choices.Of(Enum.GetValues<Shape>());
        var links = choices.Of([0, 0, 0, 1, 2]);
        var isEach = choices.Chance(50);
        var isSynced = choices.Chance(60);
        return new(
            members, members == 1 ? Shape.One : shape, links,
            links > 0 && members == 1 && isEach
                ? LinkSelection.Identity.EachLink : LinkSelection.Identity.Loopback,
            members > 1 && isSynced, 1 + choices.Below(PeerNames.Length));
    }

    private static WorldBuilder Networks(Choices choices, Outline outline)
    {
        var world = new WorldBuilder("drawn", "a topology that was drawn")
            .Segment("outside", SegmentKind.Outside, segment => Sized(choices, segment))
            .Segment("inside", SegmentKind.Inside, segment => Sized(choices, segment))
            .Segment("backbone", SegmentKind.Backbone, segment => Sized(choices, segment));
        for (var at = 0; at < outline.Links; at++)
        {
            world = world.Segment(Isp(at), SegmentKind.Access)
                .Join(Isp(at), "backbone", join => Joined(choices, join));
        }

        world = outline.Links == 0
            ? world.Join("outside", "backbone", join => Joined(choices, join))
            : world;
        if (!choices.Chance(30))
        {
            return world.Host("host", "inside");
        }

        return world.Segment("core", SegmentKind.Inside)
            .Join("core", "inside", join => Joined(choices, join))
            .Host("host", "core");
    }

    private static WorldBuilder Member(
        Choices choices, WorldBuilder world, Outline outline, int at)
    {
        Items<string> access = [.. Enumerable.Range(0, outline.Links).Select(Isp)];
        if (outline.Members > 1 && access.Count > 1 && choices.Chance(50))
        {
            // Each its own provider, as routes to a loopback address have it.
            access = [Isp(at % outline.Links)];
        }

        var priority = at == 0 ? 110 : 100 - at;
        priority = choices.Chance(30) ? 1 + choices.Below(255) : priority;
        var speaksNext = choices.Chance(10);
        return world.Member(
            Names[at], ["outside", "inside", .. access], member => member with
            {
                Priority = priority,
                Access = access,
                Identity = outline.Identity,
                SpeaksNext = speaksNext,
            });
    }

    private static WorldBuilder Gateways(WorldBuilder world, Outline outline)
    {
        var members = Names[..outline.Members];
        for (var at = 0; at < outline.Gateways; at++)
        {
            var group = at;
            Items<string> of = outline.Shape switch
            {
                Shape.One => [.. members],
                Shape.Each => [members[at]],
                Shape.Turns => [.. members[at..], .. members[..at]],
            };
            world = world.Gateway(GatewayNames[at], "outside", "inside", of, one => one with
            {
                IsOrdered = outline.Shape == Shape.Turns,
                Group = group,
            });
        }

        return world;
    }

    /// <summary>What is about members and peers as a whole.</summary>
    private static WorldBuilder Around(Choices choices, WorldBuilder world, Outline outline)
    {
        if (outline.IsSynced)
        {
            world = world.Segment("sync", SegmentKind.Sync);
            foreach (var member in world.Plan.Members)
            {
                world = world.Attach(member.Name, ["sync"]);
            }

            world = world.SyncOver("sync", sync => sync with
            {
                OctetsPerSecond = choices.Of([0L, 10_000_000, 1_000_000]),
                GivenUpAfter = TimeSpan.FromSeconds(choices.Of([5, 2, 10])),
                RetryAfter = TimeSpan.FromSeconds(choices.Of([1, 2, 5])),
            });
        }

        if (outline is { Shape: Shape.One, Members: > 1, Links: 0 } && choices.Chance(15))
        {
            world = world.Returns(
                world.Plan.Peers[0].Name, Names[1 + choices.Below(outline.Members - 1)]);
        }

        world = choices.Chance(40)
            ? world.Converges(
                choices.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3)),
                choices.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)))
            : world;
        world = outline.Links > 0 && choices.Chance(30)
            ? new(world.Plan with
            {
                Routing = world.Plan.Routing with
                {
                    Bfd = new()
                    {
                        Interval = TimeSpan.FromMilliseconds(choices.Of([300, 50, 1_000])),
                        Multiplier = choices.Of([3, 1, 5]),
                    },
                },
            })
            : world;
        world = choices.Chance(20)
            ? world.Attacker(choices.Of<string>(["backbone", "outside", "inside"]))
            : world;
        return choices.Chance(40)
            ? world.Lasts(
                TimeSpan.FromSeconds(120 + choices.Below(60)),
                TimeSpan.FromSeconds(60 - choices.Below(40)))
            : world;
    }

    /// <summary>Delays and losses of links, each its own.</summary>
    private static WorldPlan Links(Choices choices, WorldPlan plan) => plan with
    {
        Links =
        [
            .. plan.Links.Select(link =>
            {
                if (!choices.Chance(20))
                {
                    return link;
                }

                var least = choices.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
                return link with
                {
                    DelayMin = least,
                    DelayMax = least + choices.Between(
                        TimeSpan.Zero, TimeSpan.FromMilliseconds(20)),
                    LossPpm = choices.Of([0, 100, 1_000, 10_000]),
                };
            }),
        ],
    };

    private static SegmentPlan Sized(Choices choices, SegmentPlan segment) =>
        choices.Chance(20)
            ? segment with { MtuOctets = choices.Of([1_400, 1_280, 9_000]) }
            : segment;

    private static JoinPlan Joined(Choices choices, JoinPlan join)
    {
        if (!choices.Chance(30))
        {
            return join;
        }

        var least = choices.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(80));
        return join with
        {
            DelayMin = least,
            DelayMax = least + choices.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(40)),
        };
    }

    private static string Isp(int at) => at == 0 ? "isp-one" : "isp-two";
}
