using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Links, routes and traffic as JSON.</summary>
internal static class TrafficShapes
{
    private static readonly JsonFields<ClusterMemberConfig.AccessLinks> LinksFields =
        new("links", new());

    /// <summary>The access links of a member.</summary>
    public static ObjectShape<ClusterMemberConfig.AccessLinks> Links { get; } = LinksFields.Of(
        LinksFields.Has("names", new ListShape<string>(NameShape.Shape, 1, 64), s => s.Names,
            (s, v) => s with { Names = v }, "Their names, the most preferred first."),
        LinksFields.MayHave("tracked_as", NameShape.Shape, s => s.TrackedAs,
            (s, v) => s with { TrackedAs = v },
            "The tracked link of both groups that is down while no access link works."),
        LinksFields.Has("identity", Word<LinkSelection.Identity>(), s => s.Identity,
            (s, v) => s with { Identity = v }, "By which address IKE and ESP speak."),
        LinksFields.Has("hold_down", Time(TimeSpan.Zero, Hour), s => s.HoldDown,
            (s, v) => s with { HoldDown = v },
            "How long a link that came back is not used while another one is."),
        LinksFields.Has("stable_after", Time(TimeSpan.Zero, Day), s => s.StableAfter,
            (s, v) => s with { StableAfter = v },
            "A link that fails sooner is held twice as long the next time."),
        LinksFields.Has("doublings_max", Number(0, 10), s => s.DoublingsMax,
            (s, v) => s with { DoublingsMax = v }, "How often the time is doubled at most."),
        LinksFields.Has("goes_back", FlagShape.Shape, s => s.GoesBack,
            (s, v) => s with { GoesBack = v },
            "Whether traffic goes back to a more preferred link."));

    private static readonly JsonFields<NextHop> ViaFields =
        new("next_hop", default);

    /// <summary>Where a route leads.</summary>
    public static ObjectShape<NextHop> Via { get; } = ViaFields.Of(
        ViaFields.May("gateway", Address, s => s.Gateway, (s, v) => s with { Gateway = v },
            "The peer or the router before it; absent: the interface alone."),
        ViaFields.Has("interface", Number(0, int.MaxValue), s => s.Interface,
            (s, v) => s with { Interface = v },
            "The index of the interface; 0: whatever leads to the gateway."));

    private static readonly JsonFields<ReverseRouteInjection.Settings> RoutesFields =
        new("routes", new());

    /// <summary>Injected routes.</summary>
    public static ObjectShape<ReverseRouteInjection.Settings> Routes { get; } = RoutesFields.Of(
        RoutesFields.Has("mode", Word<ReverseRouteInjection.Mode>(), s => s.Mode,
            (s, v) => s with { Mode = v }, "What calls for a route."),
        RoutesFields.Has("vrf", Number(0u, uint.MaxValue), s => s.Vrf, (s, v) => s with { Vrf = v },
            "The routing table; 0 is the main one."),
        RoutesFields.Has("distance", Number(1, 253), s => s.Distance,
            (s, v) => s with { Distance = v }, "The administrative distance."),
        RoutesFields.Has("tag", Number(0u, uint.MaxValue), s => s.Tag, (s, v) => s with { Tag = v },
            "By which routing protocols, and we after a restart, know our routes."),
        RoutesFields.Has("static_via", Via, s => s.StaticVia, (s, v) => s with { StaticVia = v },
            "Where a static route leads while there is no SA."),
        RoutesFields.Has("drain_for", Time(TimeSpan.Zero, 10 * Minute), s => s.DrainFor,
            (s, v) => s with { DrainFor = v },
            "How long an SA lives on once its route is withdrawn."),
        RoutesFields.Has("guard", Word<ReverseRouteInjection.GuardBy>(), s => s.Guard,
            (s, v) => s with { Guard = v }, "What drops traffic that has no route."),
        RoutesFields.Has("when_contested", Word<ReverseRouteInjection.ConflictRule>(),
            s => s.WhenContested, (s, v) => s with { WhenContested = v },
            "Whose SAs a route may use when several peers claim its prefix."),
        RoutesFields.Has("claims_max", Number(1, 1_024), s => s.ClaimsMax,
            (s, v) => s with { ClaimsMax = v },
            "No more SAs than these are counted for a prefix."));

    private static readonly JsonFields<AsymmetricTraffic.Settings> ForeignFields =
        new("foreign", new());

    /// <summary>Packets of other members.</summary>
    public static ObjectShape<AsymmetricTraffic.Settings> Foreign { get; } = ForeignFields.Of(
        ForeignFields.Has("foreign_sa", Word<AsymmetricTraffic.Policy>(), s => s.ForeignSa,
            (s, v) => s with { ForeignSa = v },
            "What becomes of ESP and AH of an SA that another member owns."),
        ForeignFields.Has("foreign_flow", Word<AsymmetricTraffic.FlowPolicy>(), s => s.ForeignFlow,
            (s, v) => s with { ForeignFlow = v },
            "What becomes of an inner packet whose flow another member has."),
        ForeignFields.Has("member_link_is_protected", FlagShape.Shape, s => s.MemberLinkIsProtected,
            (s, v) => s with { MemberLinkIsProtected = v },
            "Whether the link between members is protected."),
        ForeignFields.Has("hops_max", Number(1, 8), s => s.HopsMax,
            (s, v) => s with { HopsMax = v }, "How often members hand a packet on at most."),
        ForeignFields.Has("forwards_per_second", Number(1, 10_000_000), s => s.ForwardsPerSecond,
            (s, v) => s with { ForwardsPerSecond = v },
            "Packets that may be handed on in a second."),
        ForeignFields.Has("burst", Number(1, 1_000_000), s => s.Burst,
            (s, v) => s with { Burst = v }, "Packets that may be handed on at one instant."));

    private static readonly JsonFields<RedirectGateway.Settings> RedirectionFields =
        new("redirection", new());

    /// <summary>How clients are sent elsewhere.</summary>
    public static ObjectShape<RedirectGateway.Settings> Redirection { get; } = RedirectionFields.Of(
        RedirectionFields.Has("delete_after", Time(Tick, Hour), s => s.DeleteAfter,
            (s, v) => s with { DeleteAfter = v },
            "How long a redirected client keeps its SA here, RFC 5685 §5."));

    private const string PurgeRetryAfter =
        "How long a purge request waits for its reply; each later wait is twice as long.";

    private const string PurgeSendsMax = "How often a purge request is sent in all.";

    private static readonly JsonFields<NhrpServer.Settings> ServerFields =
        new("nhrp_server", new());

    /// <summary>The hub's side of NHRP.</summary>
    public static ObjectShape<NhrpServer.Settings> Server { get; } = ServerFields.Of(
        ServerFields.Has("phase", Word<DmvpnPhase>(), s => s.Phase, (s, v) => s with { Phase = v },
            "How spokes come to each other."),
        ServerFields.Has("spokes_max", Number(1, 1_000_000), s => s.SpokesMax,
            (s, v) => s with { SpokesMax = v }, "How many spokes may be registered."),
        ServerFields.Has("told_max", Number(1, 100_000), s => s.ToldMax,
            (s, v) => s with { ToldMax = v }, "How many spokes may be told of one."),
        ServerFields.Has("is_unique", FlagShape.Shape, s => s.IsUnique,
            (s, v) => s with { IsUnique = v },
            "Whether an address that is registered may not come from another router."),
        ServerFields.Has("holding_time_max", Time(Tick, Day), s => s.HoldingTimeMax,
            (s, v) => s with { HoldingTimeMax = v }, "The longest holding time that is granted."),
        ServerFields.Has("redirect_every", Time(TimeSpan.Zero, Day), s => s.RedirectEvery,
            (s, v) => s with { RedirectEvery = v },
            "The least time between two redirects of a spoke."),
        ServerFields.Has("sweep_every", Time(Tick, Day), s => s.SweepEvery,
            (s, v) => s with { SweepEvery = v },
            "How often registrations whose time is over are dropped."),
        ServerFields.Has("purge_retry_after", Time(Tick, Hour), s => s.PurgeRetryAfter,
            (s, v) => s with { PurgeRetryAfter = v }, PurgeRetryAfter),
        ServerFields.Has("purge_sends_max", Number(1, PurgeRepeats.SendsMost),
            s => s.PurgeSendsMax, (s, v) => s with { PurgeSendsMax = v }, PurgeSendsMax),
        ServerFields.Has("purges_max", Number(1, 1_000_000), s => s.PurgesMax,
            (s, v) => s with { PurgesMax = v },
            "How many purge requests may wait for a reply; others are sent once."));

    private static readonly JsonFields<NhrpRegistration.Settings> RegistrationFields =
        new("nhrp_registration", new());

    /// <summary>The spoke's registration at hubs.</summary>
    public static ObjectShape<NhrpRegistration.Settings> Registration { get; } =
        RegistrationFields.Of(
        RegistrationFields.Has("holding_time",
            Time(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(65_535)),
            s => s.HoldingTime, (s, v) => s with { HoldingTime = v },
            "How long a hub keeps a registration."),
        RegistrationFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v },
            "How long the first request waits for its reply."),
        RegistrationFields.Has("retry_max", Time(Tick, Hour), s => s.RetryMax,
            (s, v) => s with { RetryMax = v }, "No wait grows beyond it."));

    private static readonly JsonFields<NhrpShortcut.Settings> ShortcutFields =
        new("nhrp_shortcut", new());

    /// <summary>The spoke's shortcuts.</summary>
    public static ObjectShape<NhrpShortcut.Settings> Shortcut { get; } = ShortcutFields.Of(
        ShortcutFields.Has("phase", Word<DmvpnPhase>(), s => s.Phase,
            (s, v) => s with { Phase = v }, "How spokes come to each other."),
        ShortcutFields.Has("retry_after", Time(Tick, Day), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v }, "How long a request waits for its reply."),
        ShortcutFields.Has("sends_max", Number(1, 100), s => s.SendsMax,
            (s, v) => s with { SendsMax = v }, "How often a request is sent in all."),
        ShortcutFields.Has("open_within", Time(Tick, Day), s => s.OpenWithin,
            (s, v) => s with { OpenWithin = v }, "How long the SA may take."),
        ShortcutFields.Has("quiet_for", Time(TimeSpan.Zero, Day), s => s.QuietFor,
            (s, v) => s with { QuietFor = v },
            "How long nothing is tried after a try that failed."),
        ShortcutFields.Has("refresh_before", Time(TimeSpan.Zero, Day), s => s.RefreshBefore,
            (s, v) => s with { RefreshBefore = v },
            "How long before its end a shortcut that is used is resolved anew."),
        ShortcutFields.Has("holding_time_max", Time(Tick, Day), s => s.HoldingTimeMax,
            (s, v) => s with { HoldingTimeMax = v },
            "No shortcut is kept longer without being resolved anew."),
        ShortcutFields.Has("purge_retry_after", Time(Tick, Hour), s => s.PurgeRetryAfter,
            (s, v) => s with { PurgeRetryAfter = v }, PurgeRetryAfter),
        ShortcutFields.Has("purge_sends_max", Number(1, PurgeRepeats.SendsMost),
            s => s.PurgeSendsMax, (s, v) => s with { PurgeSendsMax = v }, PurgeSendsMax));

    private static readonly JsonFields<ClusterMemberConfig.NhrpParts> NhrpFields =
        new("nhrp", new());

    /// <summary>The parts of NHRP that a member has.</summary>
    public static ObjectShape<ClusterMemberConfig.NhrpParts> Nhrp { get; } = NhrpFields.Of(
        NhrpFields.MayHave("server", Server, s => s.Server, (s, v) => s with { Server = v },
            "It is a hub."),
        NhrpFields.MayHave("registration", Registration, s => s.Registration,
            (s, v) => s with { Registration = v }, "It registers at hubs."),
        NhrpFields.Has(
            "hubs", new ListShape<HostAddress>(Address, 0, ClusterMemberConfig.NhrpParts.HubsMax),
            s => s.Hubs, (s, v) => s with { Hubs = v },
            "The hubs at which it registers, by their addresses outside the tunnels."),
        NhrpFields.MayHave("shortcut", Shortcut, s => s.Shortcut, (s, v) => s with { Shortcut = v },
            "It makes shortcuts to other spokes."),
        NhrpFields.Has(
            "shortcuts_max", Number(1, ClusterMemberConfig.NhrpParts.ShortcutsMost),
            s => s.ShortcutsMax, (s, v) => s with { ShortcutsMax = v },
            "No more destinations than these have shortcuts or ask for them."));
}
