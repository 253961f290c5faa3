using Holdfast.Codec;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Composition.Json.Shapes;
using Group = Holdfast.StateMachines.Hsrp.HsrpGroup.Settings;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>The first hop as JSON.</summary>
internal static class HsrpShapes
{
    private static readonly JsonFields<HsrpGroup.TrackedLink> LinkFields =
        new("hsrp_link", new("link", 1));

    private static readonly JsonFields<Group> GroupFields =
        new("hsrp_group", new() { Address = new HostAddress(1, IsIpv6: false) });

    private static readonly ObjectShape<HsrpGroup.TrackedLink> Link = LinkFields.Of(
        LinkFields.Need("name", NameShape.Shape, s => s.Name, (s, v) => s with { Name = v },
            "The name of the link; that of an access link follows that link."),
        LinkFields.Need("decrement", Number(1u, uint.MaxValue), s => s.Decrement,
            (s, v) => s with { Decrement = v }, "What its failure takes from the priority."));

    /// <summary>A group of the first hop.</summary>
    private static readonly ObjectShape<Group> GroupShape = GroupFields.Of(
        GroupFields.Need("address", Address, s => s.Address, (s, v) => s with { Address = v },
            "The address of the interface itself."),
        GroupFields.May("virtual_address", Address, s => s.VirtualAddress,
            (s, v) => s with { VirtualAddress = v },
            "The address of the group; absent: it is learned."),
        GroupFields.Has("group", Number(0, 4_095), s => s.Group, (s, v) => s with { Group = v },
            "The standby group; 0 to 255 in version 1."),
        GroupFields.Has("version", Word<HsrpGroup.HsrpVersion>(), s => s.Version,
            (s, v) => s with { Version = v }, "The version of the messages."),
        GroupFields.Has("dialect", Word<HsrpGroup.Dialect>(), s => s.Dialect,
            (s, v) => s with { Dialect = v }, "How the table of RFC 2281 §5.7 is read."),
        GroupFields.Has("priority", Number(0L, uint.MaxValue), s => s.Priority,
            (s, v) => s with { Priority = v }, "Higher wins; 0 to 255 in version 1."),
        GroupFields.May("hello_time", Time(TimeSpan.FromMilliseconds(1), Day), s => s.HelloTime,
            (s, v) => s with { HelloTime = v },
            "Time between Hellos; absent: learned, or 3s. Set both times or neither."),
        GroupFields.May("hold_time", Time(TimeSpan.FromMilliseconds(1), Day), s => s.HoldTime,
            (s, v) => s with { HoldTime = v },
            "How long a Hello is good; absent: learned, or 10s."),
        GroupFields.Has("jitter_percent", Number(0, 50), s => s.JitterPercent,
            (s, v) => s with { JitterPercent = v }, "By how much at most a Hello comes earlier."),
        GroupFields.Has("preempt", FlagShape.Shape, s => s.Preempt,
            (s, v) => s with { Preempt = v },
            "Whether it takes over from an active router of lower priority."),
        GroupFields.Has("preempt_delay", Time(TimeSpan.Zero, Hour), s => s.PreemptDelay,
            (s, v) => s with { PreemptDelay = v }, "How long it waits with that."),
        GroupFields.Has("preempt_when_synced", FlagShape.Shape, s => s.PreemptWhenSynced,
            (s, v) => s with { PreemptWhenSynced = v },
            "Whether it waits with that until this member is synced, and stands back behind "
                + "whoever stands by until then."),
        GroupFields.Has("links", new ListShape<HsrpGroup.TrackedLink>(Link, 0, 32), s => s.Links,
            (s, v) => s with { Links = v }, "Links whose failure lowers the priority."),
        GroupFields.Has("authentication", new AuthenticationShape(), s => s.Authentication,
            (s, v) => s with { Authentication = v }, "How messages are authenticated."),
        GroupFields.Has("is_token_ring", FlagShape.Shape, s => s.IsTokenRing,
            (s, v) => s with { IsTokenRing = v },
            "Whether the medium is Token Ring, which has groups 0 to 2."),
        GroupFields.Has("identifier", Mac, s => s.Identifier,
            (s, v) => s with { Identifier = v }, "The link address of the interface itself."),
        GroupFields.Has("use_burned_in_address", FlagShape.Shape, s => s.UseBurnedInAddress,
            (s, v) => s with { UseBurnedInAddress = v },
            "Whether the interface's own link address serves as the virtual one."));

    private static readonly JsonFields<HsrpPair.Settings> PairFields = new(
        "hsrp",
        new(
            new() { Address = new HostAddress(1, IsIpv6: false) },
            new() { Address = new HostAddress(1, IsIpv6: false) }));

    /// <summary>Both groups.</summary>
    public static ObjectShape<HsrpPair.Settings> Pair { get; } = PairFields.Of(
        PairFields.Need("front", GroupShape, s => s.Front, (s, v) => s with { Front = v },
            "The group where peers come from."),
        PairFields.Need("back", GroupShape, s => s.Back, (s, v) => s with { Back = v },
            "The group of what is protected: priority, preemption, links and dialect are those "
            + "of the front."));
}
