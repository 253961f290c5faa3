using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Instrument = Holdfast.StateMachines.Composition.Telemetry.Instrument;
using Kind = Holdfast.StateMachines.Composition.Telemetry.Kind;
using Tag = Holdfast.StateMachines.Composition.Telemetry.Tag;
using Tags = Holdfast.StateMachines.Composition.Telemetry.Tags;

namespace Holdfast.Gateway.Measuring;

/// <summary>
/// What a gateway measures beside what its member does (<see cref="Telemetry"/>): packets, and
/// what the member is. Names, units and tags are part of the public contract, and docs/gateway.md
/// lists them; they follow the same conventions.
/// </summary>
public static class GatewayTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Holdfast.Gateway";

    /// <summary>Its version: it changes with the names below.</summary>
    public const string Version = "1.0";

    /// <summary>The tag of what a packet waited for.</summary>
    public const string WaitTag = "holdfast.wait";

    /// <summary>The tag of a role.</summary>
    public const string RoleTag = "holdfast.role";

    /// <summary>The tag of a state of a group.</summary>
    public const string PhaseTag = "holdfast.hsrp.phase";

    /// <summary>The tag of who began an exchange.</summary>
    public const string BegunByTag = "holdfast.begun_by";

    /// <summary>The tag of a kind of SA.</summary>
    public const string SaTag = "holdfast.sa";

    /// <summary>Clear packets that went through.</summary>
    public static readonly Instrument Packets = new(
        "holdfast.gateway.packets", Kind.Counter, "{packet}",
        "Clear packets that were sealed for peers, and those that peers have sent.",
        [Tags.Direction]);

    /// <summary>Octets of those.</summary>
    public static readonly Instrument Octets = new(
        "holdfast.gateway.io", Kind.Counter, "By", "Octets of those packets.", [Tags.Direction]);

    /// <summary>Packets that went nowhere.</summary>
    public static readonly Instrument Drops = new(
        "holdfast.gateway.packets.dropped", Kind.Counter, "{packet}",
        "Packets that went nowhere.", [Tags.ErrorType]);

    /// <summary>Packets that waited.</summary>
    public static readonly Instrument Waits = new(
        "holdfast.gateway.packets.delayed", Kind.Counter, "{packet}",
        "Packets that have waited for what a standby has to acknowledge.", [WaitTag]);

    /// <summary>Exchanges of IKE.</summary>
    public static readonly Instrument Exchanges = new(
        "holdfast.gateway.ike.exchanges", Kind.Counter, "{exchange}",
        "Exchanges under IKE SAs that are answered.", [BegunByTag]);

    /// <summary>Messages that were said again.</summary>
    public static readonly Instrument Repeats = new(
        "holdfast.gateway.ike.retransmissions", Kind.Counter, "{message}",
        "Messages of IKE that were said again.", []);

    /// <summary>Messages that were not sent.</summary>
    public static readonly Instrument Unsent = new(
        "holdfast.gateway.ike.unsent", Kind.Counter, "{datagram}",
        "Datagrams of IKE that the socket did not take.", []);

    /// <summary>SAs that took the place of others.</summary>
    public static readonly Instrument Rekeys = new(
        "holdfast.gateway.rekeys", Kind.Counter, "{sa}",
        "SAs that took the place of an older one.", [SaTag]);

    /// <summary>How often the guard took the addresses.</summary>
    public static readonly Instrument GuardDrops = new(
        "holdfast.gateway.guard.drops", Kind.Counter, "{drop}",
        "How often the guard took the virtual addresses away.", []);

    /// <summary>What the member is.</summary>
    public static readonly Instrument Role = new(
        "holdfast.gateway.role", Kind.Gauge, "1",
        "1 for what the member is: active, standby, promoting or proving.", [RoleTag]);

    /// <summary>How much a standby knows.</summary>
    public static readonly Instrument Standing = new(
        "holdfast.gateway.standing", Kind.Gauge, "1",
        "1 for how much a standby knows: empty, joining, stale or synced.", [Tags.Standing]);

    /// <summary>In which reign.</summary>
    public static readonly Instrument Epoch = new(
        "holdfast.gateway.reign", Kind.Gauge, "1",
        "The number of the reign in which the member is active; 0: it is not.", []);

    /// <summary>States of the groups.</summary>
    public static readonly Instrument Phase = new(
        "holdfast.gateway.hsrp.phase", Kind.Gauge, "1",
        "1 for the state of a group of the first hop (RFC 2281 §5.3).", [Tags.Side, PhaseTag]);

    /// <summary>Whom the sync channel reaches.</summary>
    public static readonly Instrument Connected = new(
        "holdfast.gateway.sync.connected", Kind.Gauge, "1",
        "1 while the sync channel to a member stands, else 0.", [Tags.Member]);

    /// <summary>How long it has run.</summary>
    public static readonly Instrument Uptime = new(
        "holdfast.gateway.uptime", Kind.Gauge, "s", "How long ago the member was started.", []);

    /// <summary>All instruments, in the order of the page.</summary>
    public static Items<Instrument> Instruments { get; } =
    [
        Packets, Octets, Drops, Waits, Exchanges, Repeats, Unsent, Rekeys, GuardDrops, Role,
        Standing, Epoch, Phase, Connected, Uptime,
    ];

    /// <summary>The tags that are defined here.</summary>
    public static Items<Tag> OwnTags { get; } =
    [
        new(WaitTag, "floor or lease."),
        new(BegunByTag, "us or peer."),
        new(SaTag, "child or ike."),
        new(RoleTag, "active, standby, promoting or proving."),
        new(PhaseTag, "initial, learn, listen, speak, standby or active."),
    ];
}
