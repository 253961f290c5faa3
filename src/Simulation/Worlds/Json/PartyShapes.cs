using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>Members, gateways, peers, spokes, hosts and SAs as JSON.</summary>
internal static class PartyShapes
{
    private static readonly JsonFields<MemberPlan> MemberFields =
        new("box", new() { Name = "name", Number = 1 });

    /// <summary>A member.</summary>
    public static ObjectShape<MemberPlan> Member { get; } = MemberFields.Of(
        MemberFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name."),
        MemberFields.Need("number", Number((byte)1, byte.MaxValue), s => s.Number,
            (s, v) => s with { Number = v }, "Its number."),
        MemberFields.Has("priority", Number(1, 255), s => s.Priority,
            (s, v) => s with { Priority = v },
            "Its priority in every gateway that does not order its members."),
        MemberFields.Has("access", new ListShape<string>(KeyShape.Shape, 0, 16), s => s.Access,
            (s, v) => s with { Access = v },
            "Its access links by their segments, the most preferred first."),
        MemberFields.Has("identity", Word<LinkSelection.Identity>(), s => s.Identity,
            (s, v) => s with { Identity = v },
            "Whether its SAs end on a loopback address or on one for each access link."),
        MemberFields.Has("speaks_next", FlagShape.Shape, s => s.SpeaksNext,
            (s, v) => s with { SpeaksNext = v },
            "Whether it speaks the next version of the sync records."),
        MemberFields.MayHave("settings", ClusterShapes.Cluster, s => s.Settings,
            (s, v) => s with { Settings = v },
            "All of its settings; absent: they follow from the policy of the world."));

    private static readonly JsonFields<GatewayPlan> GatewayFields =
        new("gateway", new() { Name = "name", Front = "front", Back = "back" });

    /// <summary>A gateway.</summary>
    public static ObjectShape<GatewayPlan> Gateway { get; } = GatewayFields.Of(
        GatewayFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name."),
        GatewayFields.Need("members", new ListShape<string>(KeyShape.Shape, 1, 16),
            s => s.Members, (s, v) => s with { Members = v }, "Its members."),
        GatewayFields.Has("is_ordered", FlagShape.Shape, s => s.IsOrdered,
            (s, v) => s with { IsOrdered = v },
            "Whether the order of its members is that in which they are preferred."),
        GatewayFields.Need("front", KeyShape.Shape, s => s.Front, (s, v) => s with { Front = v },
            "The segment on which peers reach it."),
        GatewayFields.Need("back", KeyShape.Shape, s => s.Back, (s, v) => s with { Back = v },
            "The segment on which hosts reach it."),
        GatewayFields.Has("group", Number(0, 255), s => s.Group, (s, v) => s with { Group = v },
            "The standby group on both sides, RFC 2281 §5.1."));

    private static readonly JsonFields<PeerPlan> PeerFields =
        new("far_end", new() { Name = "name" });

    /// <summary>A peer.</summary>
    public static ObjectShape<PeerPlan> Peer { get; } = PeerFields.Of(
        PeerFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name; its identity is a domain name of that."),
        PeerFields.Has("gateways", new ListShape<string>(KeyShape.Shape, 0, 16), s => s.Gateways,
            (s, v) => s with { Gateways = v },
            "The gateways with which it has SAs, the preferred one first."),
        PeerFields.Has("version", Word<ClusterMemberConfig.IkeVersion>(), s => s.Version,
            (s, v) => s with { Version = v }, "The version of IKE that it speaks."),
        PeerFields.Has("traits", Traits, s => s.Traits, (s, v) => s with { Traits = v },
            "What it agrees to about counters and liveness."),
        PeerFields.Has("window", Number(1, 256), s => s.Window, (s, v) => s with { Window = v },
            "Requests that it takes before the first is answered, RFC 7296 §2.3."),
        PeerFields.Has("worry_after", Time(Tick, Day), s => s.WorryAfter,
            (s, v) => s with { WorryAfter = v },
            "How long the gateway may be silent before it is asked."),
        PeerFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v },
            "How long the first question waits; each wait is doubled."),
        PeerFields.Has("sends_max", Number(1, 20), s => s.SendsMax,
            (s, v) => s with { SendsMax = v },
            "How often it asks before the gateway is dead to it."),
        PeerFields.Has("replay_window", Number(32, 4_096), s => s.ReplayWindow,
            (s, v) => s with { ReplayWindow = v }, "The anti-replay window of its SAs, packets."),
        PeerFields.Has("deletes_redundant", FlagShape.Shape, s => s.DeletesRedundant,
            (s, v) => s with { DeletesRedundant = v },
            "Whether an SA that does the same as another one is deleted."),
        PeerFields.Has("is_behind_nat", FlagShape.Shape, s => s.IsBehindNat,
            (s, v) => s with { IsBehindNat = v }, "Whether it is behind a NAT."),
        PeerFields.Has("is_over_tcp", FlagShape.Shape, s => s.IsOverTcp,
            (s, v) => s with { IsOverTcp = v }, "Whether IKE and ESP come over TCP, RFC 9329."),
        PeerFields.Has("is_mobile", FlagShape.Shape, s => s.IsMobile,
            (s, v) => s with { IsMobile = v },
            "Whether it moves its SAs to other addresses, RFC 4555."),
        PeerFields.Has("follows_redirects", FlagShape.Shape, s => s.FollowsRedirects,
            (s, v) => s with { FollowsRedirects = v },
            "Whether it goes where a gateway sends it, RFC 5685."),
        PeerFields.Has("takes_tokens", FlagShape.Shape, s => s.TakesTokens,
            (s, v) => s with { TakesTokens = v },
            "Whether it keeps the tokens that a gateway gives it, RFC 6290."),
        PeerFields.May("sync_every", Time(Tick, Hour), s => s.SyncEvery,
            (s, v) => s with { SyncEvery = v },
            "How often it tells a second box of its own what it knows of its SAs; absent: it is "
                + "one box."));

    private static readonly JsonFields<SpokePlan> SpokeFields =
        new("spokes", new() { Name = "name" });

    /// <summary>Spokes.</summary>
    public static ObjectShape<SpokePlan> Spoke { get; } = SpokeFields.Of(
        SpokeFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "The name of each: with a number behind it where there are several."),
        SpokeFields.Has("count", Number(1, 10_000), s => s.Count, (s, v) => s with { Count = v },
            "How many there are."),
        SpokeFields.Has("hubs", new ListShape<string>(KeyShape.Shape, 0, 16), s => s.Hubs,
            (s, v) => s with { Hubs = v }, "The gateways that are its hubs."),
        SpokeFields.Has("are_all_hubs_used", FlagShape.Shape, s => s.AreAllHubsUsed,
            (s, v) => s with { AreAllHubsUsed = v },
            "Whether it is registered at all hubs at once; else at one."),
        SpokeFields.Has("worry_after", Time(Tick, Day), s => s.WorryAfter,
            (s, v) => s with { WorryAfter = v },
            "How long a hub or a spoke may be silent before it is asked."),
        SpokeFields.Has("phase", Word<DmvpnPhase>(), s => s.Phase,
            (s, v) => s with { Phase = v }, "How spokes find each other."),
        SpokeFields.Has("hold_time", Time(Tick, Day), s => s.HoldTime,
            (s, v) => s with { HoldTime = v }, "How long a registration holds."),
        SpokeFields.MayHave("behind_nat", KeyShape.Shape, s => s.BehindNat,
            (s, v) => s with { BehindNat = v },
            "Spokes with the same word share the public address of one NAT."));

    private static readonly JsonFields<HostPlan> HostFields = new("host", new("name"));

    /// <summary>A host.</summary>
    public static ObjectShape<HostPlan> Host { get; } = HostFields.Of(
        HostFields.Need("name", KeyShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "Its name."),
        HostFields.MayHave("behind", KeyShape.Shape, s => s.Behind,
            (s, v) => s with { Behind = v },
            "The peer or spoke behind which it is; absent: it is attached to a segment."),
        HostFields.May("address", Address, s => s.Address, (s, v) => s with { Address = v },
            "Its address; absent: the next free one of its segment or its peer."));

    private static readonly JsonFields<SaPlan> SaFields = new("sas", new() { Peer = "peer" });

    /// <summary>SAs.</summary>
    public static ObjectShape<SaPlan> Sas { get; } = SaFields.Of(
        SaFields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
            "The peer, or all spokes of a name."),
        SaFields.Has("count", Number(1, 1_000_000), s => s.Count, (s, v) => s with { Count = v },
            "CHILD SAs under each IKE SA."),
        SaFields.Has("suite", Word<SaSuite>(), s => s.Suite, (s, v) => s with { Suite = v },
            "What protects them."),
        SaFields.Has("is_extended", FlagShape.Shape, s => s.IsExtended,
            (s, v) => s with { IsExtended = v },
            "Whether numbers have 64 bits, RFC 4303 §2.2.1."),
        SaFields.Has("key_exchanges", Number(0, SaPlan.KeyExchangesMax), s => s.KeyExchanges,
            (s, v) => s with { KeyExchanges = v },
            "Key exchanges behind the first one, each an exchange of its own, RFC 9370."),
        SaFields.Has("remote", new ListShape<Prefix>(Shapes.Prefix, 0, 256), s => s.Remote,
            (s, v) => s with { Remote = v },
            "What is behind the peer, the same for every CHILD SA; empty: a network for each."),
        SaFields.May("rekey_after", Time(Tick, 30 * Day), s => s.RekeyAfter,
            (s, v) => s with { RekeyAfter = v },
            "After how long a CHILD SA is rekeyed; absent: not by time."),
        SaFields.May("ike_rekey_after", Time(Tick, 30 * Day), s => s.IkeRekeyAfter,
            (s, v) => s with { IkeRekeyAfter = v },
            "After how long an IKE SA is rekeyed; absent: not by time."),
        SaFields.May("life_octets", Number(SaPlan.LifeOctetsMin, SaPlan.LifeOctetsMax),
            s => s.LifeOctets, (s, v) => s with { LifeOctets = v },
            "Octets of ESP that a CHILD SA may send in its life, RFC 4301 §4.4.2.1; at seven "
                + "eighths of them it is rekeyed; absent: no bound."),
        SaFields.MayHave("over", KeyShape.Shape, s => s.Over, (s, v) => s with { Over = v },
            "The access link on whose address they end; absent: the gateway has one address."),
        SaFields.Has("at", Time(TimeSpan.Zero, 30 * Day), s => s.At, (s, v) => s with { At = v },
            "When they are established."));
}
