using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>Segments, links, routes and what goes over them, as JSON.</summary>
internal static class NetworkShapes
{
    private static readonly JsonFields<SegmentPlan> SegmentFields =
        new("segment", new() { Name = "segment", Kind = SegmentKind.Inside });

    /// <summary>A segment.</summary>
    public static ObjectShape<SegmentPlan> Segment { get; } = SegmentFields.Of(
        SegmentFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name."),
        SegmentFields.Need("kind", Word<SegmentKind>(), s => s.Kind, (s, v) => s with { Kind = v },
            "What it is for."),
        SegmentFields.May("prefix", Prefix, s => s.Prefix, (s, v) => s with { Prefix = v },
            "Its addresses; absent: a network of 16 bits of its own."),
        SegmentFields.Has("mtu_octets", Number(576, 65_535), s => s.MtuOctets,
            (s, v) => s with { MtuOctets = v }, "Octets of the largest IP packet."));

    private static readonly JsonFields<LinkPlan> LinkFields =
        new("link", new() { Who = "who", Segment = "segment" });

    /// <summary>A link.</summary>
    public static ObjectShape<LinkPlan> Link { get; } = LinkFields.Of(
        LinkFields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
            "A member, peer, spokes or host."),
        LinkFields.Need("segment", KeyShape.Shape, s => s.Segment,
            (s, v) => s with { Segment = v }, "The segment."),
        LinkFields.Has("delay_min", Time(TimeSpan.Zero, Hour), s => s.DelayMin,
            (s, v) => s with { DelayMin = v }, "The least that a packet needs over it."),
        LinkFields.Has("delay_max", Time(TimeSpan.Zero, Hour), s => s.DelayMax,
            (s, v) => s with { DelayMax = v }, "The most."),
        LinkFields.Has("loss_ppm", Number(0, 1_000_000), s => s.LossPpm,
            (s, v) => s with { LossPpm = v },
            "Of a million packets so many are lost, in each direction."),
        LinkFields.Has("way", Word<LinkWay>(), s => s.Way, (s, v) => s with { Way = v },
            "Which directions there are, as who is attached sees them."),
        LinkFields.May("address", Address, s => s.Address, (s, v) => s with { Address = v },
            "The address on it; absent: the next free one of the segment."));

    private static readonly JsonFields<LinkName> NameFields =
        new("link_name", new("who", "segment"));

    /// <summary>A link by its name.</summary>
    public static ObjectShape<LinkName> LinkNamed { get; } = NameFields.Of(
        NameFields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
            "Who is attached."),
        NameFields.Need("segment", KeyShape.Shape, s => s.Segment,
            (s, v) => s with { Segment = v }, "To what."));

    private static readonly JsonFields<JoinPlan> JoinFields = new("join", new("one", "other"));

    /// <summary>Routers between two segments.</summary>
    public static ObjectShape<JoinPlan> Join { get; } = JoinFields.Of(
        JoinFields.Need("one", KeyShape.Shape, s => s.One, (s, v) => s with { One = v },
            "A segment."),
        JoinFields.Need("other", KeyShape.Shape, s => s.Other, (s, v) => s with { Other = v },
            "Another one."),
        JoinFields.Has("delay_min", Time(TimeSpan.Zero, Hour), s => s.DelayMin,
            (s, v) => s with { DelayMin = v }, "The least that a packet needs between them."),
        JoinFields.Has("delay_max", Time(TimeSpan.Zero, Hour), s => s.DelayMax,
            (s, v) => s with { DelayMax = v }, "The most."));

    private static readonly JsonFields<ReturnPlan> ReturnFields =
        new("return", new("peer", "member"));

    /// <summary>A way back.</summary>
    public static ObjectShape<ReturnPlan> Return { get; } = ReturnFields.Of(
        ReturnFields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
            "The peer or spoke."),
        ReturnFields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
            "The member at which what it sends arrives."));

    private static readonly JsonFields<BfdPlan> BfdFields = new("bfd", new());

    /// <summary>Sessions of BFD.</summary>
    private static ObjectShape<BfdPlan> Bfd { get; } = BfdFields.Of(
        BfdFields.Has("interval", Time(TimeSpan.FromMilliseconds(1), Hour), s => s.Interval,
            (s, v) => s with { Interval = v },
            "How often both ends would like to send, and can receive."),
        BfdFields.Has("multiplier", Number(1, byte.MaxValue), s => s.Multiplier,
            (s, v) => s with { Multiplier = v }, "How many packets in a row may be missed."));

    private static readonly JsonFields<RoutingPlan> RoutingFields = new("routing", new());

    /// <summary>How segments are joined.</summary>
    public static ObjectShape<RoutingPlan> Routing { get; } = RoutingFields.Of(
        RoutingFields.Has("joins", new ListShape<JoinPlan>(Join, 0, 256), s => s.Joins,
            (s, v) => s with { Joins = v }, "The routers between segments."),
        RoutingFields.Has("detection", Time(TimeSpan.Zero, Hour), s => s.Detection,
            (s, v) => s with { Detection = v },
            "After how much time a router notices that a link is down, or up."),
        RoutingFields.Has("convergence", Time(TimeSpan.Zero, Hour), s => s.Convergence,
            (s, v) => s with { Convergence = v }, "From there to routes that heed it."),
        RoutingFields.MayHave("bfd", Bfd, s => s.Bfd, (s, v) => s with { Bfd = v },
            "BFD between members and the routers of their access links, RFC 5881; absent: what "
                + "lies beyond a link is judged after the detection time."),
        RoutingFields.Has("returns", new ListShape<ReturnPlan>(Return, 0, 1_000), s => s.Returns,
            (s, v) => s with { Returns = v }, "Ways back that lead past the active member."));

    private static readonly JsonFields<SyncPlan> SyncFields = new("sync", new("segment"));

    /// <summary>The sync channel.</summary>
    public static ObjectShape<SyncPlan> Sync { get; } = SyncFields.Of(
        SyncFields.Need("segment", KeyShape.Shape, s => s.Segment,
            (s, v) => s with { Segment = v }, "The segment over which it goes."),
        SyncFields.Has("octets_per_second", Number(0L, 1L << 40), s => s.OctetsPerSecond,
            (s, v) => s with { OctetsPerSecond = v },
            "Octets in a second in each direction of each two members; 0: without a bound."),
        SyncFields.Has("given_up_after", Time(Tick, Hour), s => s.GivenUpAfter,
            (s, v) => s with { GivenUpAfter = v },
            "How long a record that does not arrive keeps a connection up."),
        SyncFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v },
            "How long after the end of a connection another one is tried."));

    private static readonly JsonFields<AttackerPlan> AttackerFields = new("attacker", new());

    /// <summary>The attacker.</summary>
    public static ObjectShape<AttackerPlan> Attacker { get; } = AttackerFields.Of(
        AttackerFields.Has("segments", new ListShape<string>(KeyShape.Shape, 0, 64),
            s => s.Segments, (s, v) => s with { Segments = v },
            "The segments on which it hears and sends."),
        AttackerFields.Has("keeps", Number(1, 1_000_000), s => s.Keeps,
            (s, v) => s with { Keeps = v }, "How many packets it keeps, the newest ones."));

    private static readonly JsonFields<FlowPlan> FlowFields =
        new("flow", new() { From = "from", To = "to" });

    /// <summary>Packets from one host to another.</summary>
    public static ObjectShape<FlowPlan> Flow { get; } = FlowFields.Of(
        FlowFields.Need("from", KeyShape.Shape, s => s.From, (s, v) => s with { From = v },
            "The host that sends."),
        FlowFields.Need("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
            "The host that receives."),
        FlowFields.Has("packets_per_second", Number(1, 1_000_000), s => s.PacketsPerSecond,
            (s, v) => s with { PacketsPerSecond = v }, "Packets in a second, evenly."),
        FlowFields.Has("size_octets", Number(28, 65_535), s => s.SizeOctets,
            (s, v) => s with { SizeOctets = v }, "Octets of each inner IP packet."),
        FlowFields.Has("starts_at", Time(TimeSpan.Zero, 30 * Day), s => s.StartsAt,
            (s, v) => s with { StartsAt = v }, "When the first one is sent."),
        FlowFields.May("ends_at", Time(TimeSpan.Zero, 30 * Day), s => s.EndsAt,
            (s, v) => s with { EndsAt = v }, "When it ends; absent: with the world."));
}
