using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// Makes a plan, part by part. Each part gives another builder, so a builder can be kept and gone
/// on from twice. What nobody says has the default of its plan.
/// </summary>
public sealed record WorldBuilder
{
    /// <summary>An empty world.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="says">What it is, in a line.</param>
    public WorldBuilder(string name, string says) => Plan = new() { Name = name, Says = says };

    /// <summary>A world to go on from.</summary>
    public WorldBuilder(WorldPlan plan) => Plan = plan;

    /// <summary>What was said so far; nobody has checked it.</summary>
    public WorldPlan Plan { get; private init; }

    /// <summary>The plan, checked.</summary>
    /// <exception cref="ArgumentException">It cannot stand; the message says why.</exception>
    public WorldPlan Build() => PlanCheck.Checked(Plan);

    /// <summary>A network.</summary>
    public WorldBuilder Segment(
        string name, SegmentKind kind, Func<SegmentPlan, SegmentPlan>? set = null) =>
        With(Plan with
        {
            Segments = Plan.Segments.Add(Set(new() { Name = name, Kind = kind }, set)),
        });

    /// <summary>Routers between two segments.</summary>
    public WorldBuilder Join(string one, string other, Func<JoinPlan, JoinPlan>? set = null) =>
        With(Plan with
        {
            Routing = Plan.Routing with
            {
                Joins = Plan.Routing.Joins.Add(Set(new JoinPlan(one, other), set)),
            },
        });

    /// <summary>How long routes need.</summary>
    public WorldBuilder Converges(TimeSpan detection, TimeSpan convergence) =>
        With(Plan with
        {
            Routing = Plan.Routing with { Detection = detection, Convergence = convergence },
        });

    /// <summary>What a peer sends comes back to a member, whoever is active.</summary>
    public WorldBuilder Returns(string peer, string member) =>
        With(Plan with
        {
            Routing = Plan.Routing with { Returns = Plan.Routing.Returns.Add(new(peer, member)) },
        });

    /// <summary>A member that is attached to segments; its number follows the last one's.</summary>
    public WorldBuilder Member(
        string name, Items<string> on, Func<MemberPlan, MemberPlan>? set = null)
    {
        var number = (byte)(Plan.Members.Count + 1);
        var made = Set(new MemberPlan { Name = name, Number = number }, set);
        return With(Plan with { Members = Plan.Members.Add(made) }).Attach(name, on);
    }

    /// <summary>What peers see of members.</summary>
    public WorldBuilder Gateway(
        string name, string front, string back, Items<string> members,
        Func<GatewayPlan, GatewayPlan>? set = null) =>
        With(Plan with
        {
            Gateways = Plan.Gateways.Add(Set(
                new() { Name = name, Front = front, Back = back, Members = members }, set)),
        });

    /// <summary>A peer that is attached to a segment.</summary>
    public WorldBuilder Peer(
        string name, string on, Items<string> gateways, Func<PeerPlan, PeerPlan>? set = null) =>
        With(Plan with
        {
            Peers = Plan.Peers.Add(Set(new() { Name = name, Gateways = gateways }, set)),
        }).Attach(name, [on]);

    /// <summary>A peer that speaks IKEv1 with DPD.</summary>
    public WorldBuilder OldPeer(
        string name, string on, Items<string> gateways, Func<PeerPlan, PeerPlan>? set = null) =>
        Peer(name, on, gateways, peer => Set(
            peer with
            {
                Version = ClusterMemberConfig.IkeVersion.V1,
                Traits = IkeTraits.DeadPeerDetection,
            },
            set));

    /// <summary>Spokes that are attached to a segment.</summary>
    public WorldBuilder Spokes(
        string name, int count, string on, Items<string> hubs, DmvpnPhase phase,
        Func<SpokePlan, SpokePlan>? set = null) =>
        With(Plan with
        {
            Spokes = Plan.Spokes.Add(Set(
                new() { Name = name, Count = count, Hubs = hubs, Phase = phase }, set)),
        }).Attach(name, [on]);

    /// <summary>A host on a segment.</summary>
    public WorldBuilder Host(string name, string on) =>
        With(Plan with { Hosts = Plan.Hosts.Add(new(name)) }).Attach(name, [on]);

    /// <summary>A host behind a peer or a spoke.</summary>
    public WorldBuilder HostBehind(string name, string peer) =>
        With(Plan with { Hosts = Plan.Hosts.Add(new(name) { Behind = peer }) });

    /// <summary>Links of somebody to segments.</summary>
    public WorldBuilder Attach(
        string who, Items<string> segments, Func<LinkPlan, LinkPlan>? set = null)
    {
        var links = Plan.Links;
        foreach (var segment in segments)
        {
            links = links.Add(Set(new() { Who = who, Segment = segment }, set));
        }

        return With(Plan with { Links = links });
    }

    /// <summary>Members keep state in common, over a segment.</summary>
    public WorldBuilder SyncOver(string segment, Func<SyncPlan, SyncPlan>? set = null) =>
        With(Plan with { Sync = Set(new SyncPlan(segment), set) });

    /// <summary>Somebody hears, replays and forges on segments.</summary>
    public WorldBuilder Attacker(params Items<string> segments) =>
        With(Plan with { Attacker = new() { Segments = segments } });

    /// <summary>Times and choices of members.</summary>
    public WorldBuilder Policy(Func<MemberPolicy, MemberPolicy> set) =>
        With(Plan with { Policy = set(Plan.Policy) });

    /// <summary>SAs with a peer, or with spokes.</summary>
    public WorldBuilder Sas(string peer, int count = 1, Func<SaPlan, SaPlan>? set = null) =>
        With(Plan with { Sas = Plan.Sas.Add(Set(new() { Peer = peer, Count = count }, set)) });

    /// <summary>Packets from one host to another.</summary>
    public WorldBuilder Flow(
        string from, string to, int packetsPerSecond, Func<FlowPlan, FlowPlan>? set = null) =>
        With(Plan with
        {
            Flows = Plan.Flows.Add(Set(
                new() { From = from, To = to, PacketsPerSecond = packetsPerSecond }, set)),
        });

    /// <summary>Packets both ways.</summary>
    public WorldBuilder Flows(string one, string other, int packetsPerSecond) =>
        Flow(one, other, packetsPerSecond).Flow(other, one, packetsPerSecond);

    /// <summary>How long it lasts, and when all is mended.</summary>
    public WorldBuilder Lasts(TimeSpan duration, TimeSpan healAt) =>
        With(Plan with { Duration = duration, HealAt = healAt });

    /// <summary>More invariants that are asked.</summary>
    public WorldBuilder Asks(params ReadOnlySpan<string> oracles) =>
        With(Plan with { Oracles = [.. Plan.Oracles, .. oracles] });

    private WorldBuilder With(WorldPlan plan) => this with { Plan = plan };

    private static T Set<T>(T made, Func<T, T>? set) => set is null ? made : set(made);
}
