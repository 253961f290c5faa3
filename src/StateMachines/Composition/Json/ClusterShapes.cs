using Holdfast.Codec;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.ClusterMemberConfig;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Members, peers and the whole configuration as JSON.</summary>
internal static class ClusterShapes
{
    private static readonly JsonFields<Member> MemberShapeFields =
        new("member", new() { Number = 1, Name = "member" });

    /// <summary>A member.</summary>
    public static ObjectShape<Member> MemberShape { get; } = MemberShapeFields.Of(
        MemberShapeFields.Need("number", Number((byte)1, byte.MaxValue), s => s.Number,
            (s, v) => s with { Number = v }, "Its number."),
        MemberShapeFields.Need("name", NameShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name, for people."),
        MemberShapeFields.May("address", Address, s => s.Address, (s, v) => s with { Address = v },
            "Where the other members reach it."),
        MemberShapeFields.May("gateway", Address, s => s.Gateway, (s, v) => s with { Gateway = v },
            "Where peers reach it alone, RFC 5685 §3; absent: none is redirected to it."),
        MemberShapeFields.Has("capacity", Number(0, 10_000_000), s => s.Capacity,
            (s, v) => s with { Capacity = v }, "How many peers it can serve; 0 takes none."));

    private static readonly JsonFields<ExpectedChild> ChildFields =
        new("child_sa", new() { Name = "child" });

    /// <summary>A CHILD SA that is expected.</summary>
    public static ObjectShape<ExpectedChild> Child { get; } = ChildFields.Of(
        ChildFields.Need("name", NameShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name, for people."),
        ChildFields.Has("remote", new ListShape<Prefix>(Shapes.Prefix, 0, RemoteMax), s => s.Remote,
            (s, v) => s with { Remote = v }, "What is behind the peer."));

    private static readonly JsonFields<PeerWatch> WatchFields =
        new("peer_watch", new());

    /// <summary>How a peer watches us.</summary>
    public static ObjectShape<PeerWatch> Watch { get; } = WatchFields.Of(
        WatchFields.MayHave("liveness", LivenessShapes.Liveness, s => s.Liveness,
            (s, v) => s with { Liveness = v }, "Its liveness checks, where it speaks IKEv2."),
        WatchFields.MayHave("dpd", LivenessShapes.Dpd, s => s.Dpd, (s, v) => s with { Dpd = v },
            "Its DPD, where it speaks IKEv1."),
        WatchFields.Has("hears_us_steadily", FlagShape.Shape, s => s.HearsUsSteadily,
            (s, v) => s with { HearsUsSteadily = v },
            "Whether it begins to worry only when the active member dies."));

    private static readonly JsonFields<Peer> PeerShapeFields =
        new("peer", new() { Name = "peer" });

    /// <summary>A peer.</summary>
    public static ObjectShape<Peer> PeerShape { get; } = PeerShapeFields.Of(
        PeerShapeFields.Need("name", NameShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name, for people."),
        PeerShapeFields.Has("version", Word<IkeVersion>(), s => s.Version,
            (s, v) => s with { Version = v }, "The version of IKE that it speaks."),
        PeerShapeFields.May(
            "identity", Shapes.Identity, s => s.Identity.Length == 0 ? null : s.Identity,
            (s, v) => s with { Identity = v },
            "The identity that it proves; absent: its SAs are not known by its name."),
        PeerShapeFields.Has("addresses", new ListShape<HostAddress>(Address, 0, AddressesMax),
            s => s.Addresses, (s, v) => s with { Addresses = v },
            "Its addresses, the preferred one first."),
        PeerShapeFields.Has("traits", Traits, s => s.Traits, (s, v) => s with { Traits = v },
            "What it is expected to agree to, RFC 6311 §5 and RFC 3706 §5.1."),
        PeerShapeFields.MayHave("liveness", LivenessShapes.Liveness, s => s.Liveness,
            (s, v) => s with { Liveness = v },
            "How we watch it over IKEv2, where not as every peer."),
        PeerShapeFields.MayHave("dpd", LivenessShapes.Dpd, s => s.Dpd, (s, v) => s with { Dpd = v },
            "How we watch it over IKEv1, where not as every peer."),
        PeerShapeFields.MayHave("watches_us", Watch, s => s.WatchesUs,
            (s, v) => s with { WatchesUs = v }, "How it watches us; absent: unknown."),
        PeerShapeFields.Has("child_sas", new ListShape<ExpectedChild>(Child, 0, ChildrenMax),
            s => s.ChildSas, (s, v) => s with { ChildSas = v }, "Its CHILD SAs."));

    private static readonly JsonFields<Surroundings> TimingFields =
        new("timing", new());

    /// <summary>Times of the surroundings.</summary>
    public static ObjectShape<Surroundings> Timing { get; } = TimingFields.Of(
        TimingFields.Has("scheduling_delay", Time(TimeSpan.Zero, 30 * Day), s => s.SchedulingDelay,
            (s, v) => s with { SchedulingDelay = v },
            "How late a process may run on a busy member."),
        TimingFields.Has("promotion", Time(TimeSpan.Zero, 30 * Day), s => s.Promotion,
            (s, v) => s with { Promotion = v },
            "From the detection to SAs, routes and addresses on the new member."),
        TimingFields.Has("counter_sync", Time(TimeSpan.Zero, 30 * Day), s => s.CounterSync,
            (s, v) => s with { CounterSync = v },
            "The round trip that synchronises counters with the peer, RFC 6311."),
        TimingFields.May("routing_detection", Time(TimeSpan.Zero, 30 * Day),
            s => s.RoutingDetection, (s, v) => s with { RoutingDetection = v },
            "After how much time neighbours notice a failure."),
        TimingFields.May("routing_convergence", Time(TimeSpan.Zero, 30 * Day),
            s => s.RoutingConvergence, (s, v) => s with { RoutingConvergence = v },
            "From there to routes around it."),
        TimingFields.May("outage_max", Time(TimeSpan.Zero, 30 * Day), s => s.OutageMax,
            (s, v) => s with { OutageMax = v }, "How long neighbours may find no active member."),
        TimingFields.May("snapshot_transfer", Time(TimeSpan.Zero, 30 * Day),
            s => s.SnapshotTransfer, (s, v) => s with { SnapshotTransfer = v },
            "How long a member needs for a whole snapshot."));

    private static readonly JsonFields<Settings> ClusterFields =
        new(
        "cluster_member",
        new()
        {
            Cluster = "cluster",
            Self = 1,
            Members = default,
            Hsrp = new(
                new() { Address = new HostAddress(1, IsIpv6: false) },
                new() { Address = new HostAddress(1, IsIpv6: false) }),
        });

    /// <summary>The configuration of a member.</summary>
    public static ObjectShape<Settings> Cluster { get; } = ClusterFields.Of(
        ClusterFields.Need("cluster", NameShape.Shape, s => s.Cluster,
            (s, v) => s with { Cluster = v }, "The name of the cluster, for people."),
        ClusterFields.Need("self", Number((byte)1, byte.MaxValue), s => s.Self,
            (s, v) => s with { Self = v },
            "The number of the member whose configuration this is."),
        ClusterFields.Need("members",
            new ListShape<Member>(MemberShape, 2, Balance.GroupPlan.MembersMax),
            s => s.Members, (s, v) => s with { Members = v }, "All members, this one included."),
        ClusterFields.Need("hsrp", HsrpShapes.Pair, s => s.Hsrp, (s, v) => s with { Hsrp = v },
            "The groups of the first hop on both sides."),
        ClusterFields.Has("links", TrafficShapes.Links, s => s.Links,
            (s, v) => s with { Links = v }, "The access links of this member."),
        ClusterFields.Has("replication", ReplicationShapes.Replication, s => s.Replication,
            (s, v) => s with { Replication = v }, "The replication of SAs."),
        ClusterFields.Has("drain", ReplicationShapes.Drain, s => s.Drain,
            (s, v) => s with { Drain = v }, "How this member leaves on purpose."),
        ClusterFields.Has("pacing", ReplicationShapes.Pacing, s => s.Pacing,
            (s, v) => s with { Pacing = v }, "At which pace much work of one kind is done."),
        ClusterFields.Has("checks", LivenessShapes.Checks, s => s.Checks,
            (s, v) => s with { Checks = v }, "How many liveness checks there may be."),
        ClusterFields.Has("liveness", LivenessShapes.Liveness, s => s.Liveness,
            (s, v) => s with { Liveness = v },
            "Liveness of IKEv2 peers that have no times of their own."),
        ClusterFields.Has("dpd", LivenessShapes.Dpd, s => s.Dpd, (s, v) => s with { Dpd = v },
            "Liveness of IKEv1 peers that have no times of their own."),
        ClusterFields.Has("message_ids", LivenessShapes.Ids, s => s.MessageIds,
            (s, v) => s with { MessageIds = v }, "Requests and responses of an IKE SA."),
        ClusterFields.Has("message_id_sync", LivenessShapes.Sync, s => s.MessageIdSync,
            (s, v) => s with { MessageIdSync = v }, "Synchronisation after a takeover, RFC 6311."),
        ClusterFields.Has("routes", TrafficShapes.Routes, s => s.Routes,
            (s, v) => s with { Routes = v }, "Injected routes."),
        ClusterFields.Has("prefixes_max", Number(1, Settings.PrefixesMost), s => s.PrefixesMax,
            (s, v) => s with { PrefixesMax = v }, "No more prefixes than these get routes."),
        ClusterFields.Has("foreign", TrafficShapes.Foreign, s => s.Foreign,
            (s, v) => s with { Foreign = v }, "What becomes of packets of other members."),
        ClusterFields.Has("redirection", TrafficShapes.Redirection, s => s.Redirection,
            (s, v) => s with { Redirection = v }, "How clients are sent elsewhere, RFC 5685."),
        ClusterFields.Has("qcd", QcdShapes.Qcd, s => s.Qcd, (s, v) => s with { Qcd = v },
            "The sides of quick crash detection that this member has, RFC 6290."),
        ClusterFields.Has("nhrp", TrafficShapes.Nhrp, s => s.Nhrp, (s, v) => s with { Nhrp = v },
            "The parts of NHRP that this member has."),
        ClusterFields.Has("timing", Timing, s => s.Timing, (s, v) => s with { Timing = v },
            "Times of the surroundings, which no part knows."),
        ClusterFields.Has("peers", new ListShape<Peer>(PeerShape, 0, PeersMax), s => s.Peers,
            (s, v) => s with { Peers = v }, "The peers that are known by name."));
}
