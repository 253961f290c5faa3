using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// A world as data, equal by value: who there is, what joins them, what they send each other and
/// which invariants are asked. Everybody and every segment has one name, and others refer to it by
/// that. Law: a plan says nothing about how it is run, and the same plan is always the same world.
/// </summary>
public sealed record WorldPlan
{
    /// <summary>Its name, in kebab case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a line for people.</summary>
    public string Says { get; init; } = "";

    /// <summary>The boxes of the clusters, 1 to 16.</summary>
    public Items<MemberPlan> Members { get; init; }

    /// <summary>What peers see of the boxes: one virtual gateway of some members each.</summary>
    public Items<GatewayPlan> Gateways { get; init; }

    /// <summary>Those at the other end of IKE SAs.</summary>
    public Items<PeerPlan> Peers { get; init; }

    /// <summary>Spokes of a DMVPN: peers that register at hubs with NHRP.</summary>
    public Items<SpokePlan> Spokes { get; init; }

    /// <summary>Who sends and receives what the SAs protect.</summary>
    public Items<HostPlan> Hosts { get; init; }

    /// <summary>The networks.</summary>
    public Items<SegmentPlan> Segments { get; init; }

    /// <summary>Who is attached to which network.</summary>
    public Items<LinkPlan> Links { get; init; }

    /// <summary>How networks are joined, and how long routes need to follow.</summary>
    public RoutingPlan Routing { get; init; } = new();

    /// <summary>The channel between members; null: they keep no state in common.</summary>
    public SyncPlan? Sync { get; init; }

    /// <summary>Who records, replays and forges; null: nobody.</summary>
    public AttackerPlan? Attacker { get; init; }

    /// <summary>The times and choices of every member that has no settings of its own.</summary>
    public MemberPolicy Policy { get; init; } = new();

    /// <summary>The SAs that stand before anything breaks.</summary>
    public Items<SaPlan> Sas { get; init; }

    /// <summary>What hosts send each other.</summary>
    public Items<FlowPlan> Flows { get; init; }

    /// <summary>How long it is played.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>When everything that is broken is mended, and no more breaks; what must come has
    /// from there to the end.</summary>
    public TimeSpan HealAt { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The invariants that are asked, by name: "I1a".</summary>
    public Items<string> Oracles { get; init; }

    /// <summary>The names of a peer, or of the spokes of a name; empty: nobody has it.</summary>
    public IEnumerable<string> PeersOf(string name) =>
        Peers.Any(peer => peer.Name == name)
            ? [name]
            : Spokes.FirstOrDefault(spoke => spoke.Name == name)?.Names ?? [];

    /// <summary>The name of a member in one of its gateways, as runs call it: that of the gateway
    /// stands behind it where it has several.</summary>
    public string SeatOf(string gateway, string member) =>
        Gateways.Count(one => one.Members.Contains(member)) > 1 ? $"{member}/{gateway}" : member;

    /// <summary>The member of a name; null: nobody has it.</summary>
    public MemberPlan? Member(string name) => Members.FirstOrDefault(one => one.Name == name);

    /// <summary>The gateway of a name; null: none has it.</summary>
    public GatewayPlan? Gateway(string name) => Gateways.FirstOrDefault(one => one.Name == name);

    /// <summary>The segment of a name; null: none has it.</summary>
    public SegmentPlan? Segment(string name) => Segments.FirstOrDefault(one => one.Name == name);

    /// <summary>The segments to which somebody is attached.</summary>
    public IEnumerable<string> SegmentsOf(string who) =>
        Links.Where(link => link.Who == who).Select(link => link.Segment);
}
