using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>A world and what breaks in it, as JSON.</summary>
internal static class ScenarioShapes
{
    private static readonly JsonFields<WorldPlan> WorldFields =
        new("world", new() { Name = "name" });

    /// <summary>A world.</summary>
    public static ObjectShape<WorldPlan> World { get; } = WorldFields.Of(
        WorldFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name."),
        WorldFields.Has("says", new NameShape(0, 200), s => s.Says, (s, v) => s with { Says = v },
            "What it is, in a line for people."),
        WorldFields.Need("members", new ListShape<MemberPlan>(PartyShapes.Member, 1, 16),
            s => s.Members, (s, v) => s with { Members = v }, "The boxes of the clusters."),
        WorldFields.Need("gateways", new ListShape<GatewayPlan>(PartyShapes.Gateway, 1, 16),
            s => s.Gateways, (s, v) => s with { Gateways = v }, "What peers see of the boxes."),
        WorldFields.Has("peers", new ListShape<PeerPlan>(PartyShapes.Peer, 0, 1_000),
            s => s.Peers, (s, v) => s with { Peers = v }, "Those at the other end of IKE SAs."),
        WorldFields.Has("spokes", new ListShape<SpokePlan>(PartyShapes.Spoke, 0, 16),
            s => s.Spokes, (s, v) => s with { Spokes = v }, "Spokes of a DMVPN."),
        WorldFields.Has("hosts", new ListShape<HostPlan>(PartyShapes.Host, 0, 1_000),
            s => s.Hosts, (s, v) => s with { Hosts = v },
            "Who sends and receives what the SAs protect."),
        WorldFields.Need("segments", new ListShape<SegmentPlan>(NetworkShapes.Segment, 1, 64),
            s => s.Segments, (s, v) => s with { Segments = v }, "The networks."),
        WorldFields.Need("links", new ListShape<LinkPlan>(NetworkShapes.Link, 1, 4_096),
            s => s.Links, (s, v) => s with { Links = v }, "Who is attached to which network."),
        WorldFields.Has("routing", NetworkShapes.Routing, s => s.Routing,
            (s, v) => s with { Routing = v }, "How networks are joined."),
        WorldFields.MayHave("sync", NetworkShapes.Sync, s => s.Sync, (s, v) => s with { Sync = v },
            "The channel between members; absent: they keep no state in common."),
        WorldFields.MayHave("attacker", NetworkShapes.Attacker, s => s.Attacker,
            (s, v) => s with { Attacker = v }, "Who records, replays and forges; absent: nobody."),
        WorldFields.Has("policy", PolicyShape.Policy, s => s.Policy,
            (s, v) => s with { Policy = v },
            "The times and choices of every member that has no settings of its own."),
        WorldFields.Has("sas", new ListShape<SaPlan>(PartyShapes.Sas, 0, 1_000), s => s.Sas,
            (s, v) => s with { Sas = v }, "The SAs that stand before anything breaks."),
        WorldFields.Has("flows", new ListShape<FlowPlan>(NetworkShapes.Flow, 0, 1_000),
            s => s.Flows, (s, v) => s with { Flows = v }, "What hosts send each other."),
        WorldFields.Has("duration", Time(Tick, 30 * Day), s => s.Duration,
            (s, v) => s with { Duration = v }, "How long it is played."),
        WorldFields.Has("heal_at", Time(Tick, 30 * Day), s => s.HealAt,
            (s, v) => s with { HealAt = v },
            "When everything that is broken is mended, and no more breaks."),
        WorldFields.Has("oracles", new ListShape<string>(KeyShape.Shape, 0, 64), s => s.Oracles,
            (s, v) => s with { Oracles = v },
            "The invariants that are asked, of those that a simulation judges; none: all."));

    private static readonly JsonFields<TimedFault> TimedFields =
        new("timed_fault", new(TimeSpan.Zero, new Fault.Crash("who")));

    private static readonly JsonFields<WorldScenario> Fields =
        new("world_scenario", new(new() { Name = "name" }, FaultPlan.None));

    /// <summary>A world and its faults.</summary>
    public static ObjectShape<WorldScenario> Scenario { get; } = Fields.Of(
        Fields.Need("world", World, s => s.World, (s, v) => s with { World = v }, "The world."),
        Fields.Has("faults", new ListShape<TimedFault>(Timed, 0, 10_000), s => s.Faults.Faults,
            (s, v) => s with { Faults = new FaultPlan(v) }, "What breaks, and when."));

    /// <summary>A fault at its time.</summary>
    private static ObjectShape<TimedFault> Timed => TimedFields.Of(
        TimedFields.Need("at", Time(TimeSpan.Zero, 30 * Day), s => s.At,
            (s, v) => s with { At = v }, "From the beginning of the world."),
        TimedFields.Need("fault", FaultShapes.Fault, s => s.Fault, (s, v) => s with { Fault = v },
            "The fault."));
}
