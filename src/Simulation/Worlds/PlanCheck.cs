using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// Whether a world can stand: every name is somebody's, every flow has a path, every member's
/// settings hold. Bounds of single values are those of <see cref="WorldScenarioJson"/>.
/// </summary>
public static partial class PlanCheck
{
    /// <summary>What cannot stand, and what to change; null: all can.</summary>
    public static ConfigError? Wrong(WorldPlan plan)
    {
        var index = new PlanIndex(plan);
        return WrongNames(plan)
            ?? WrongMembers(plan, index)
            ?? WrongSegments(plan)
            ?? WrongLinks(plan, index)
            ?? WrongGateways(plan, index)
            ?? WrongSync(plan, index)
            ?? WrongPeers(plan, index)
            ?? WrongHosts(plan, index)
            ?? WrongRouting(plan, index)
            ?? WrongTimes(plan)
            ?? WrongSas(plan, index)
            ?? WrongOracles(plan)
            ?? WrongAddresses(plan)
            ?? WrongFlows(plan, index)
            ?? WrongSettings(plan, index);
    }

    /// <summary>The plan, checked, the bounds of its values too.</summary>
    /// <exception cref="ArgumentException">It cannot stand; the message says why.</exception>
    public static WorldPlan Checked(WorldPlan plan) =>
        WorldScenarioJson.Wrong(new(plan, Faults.FaultPlan.None)) is { } wrong
            ? throw new ArgumentException(wrong, nameof(plan))
            : plan;

    private static ConfigError? WrongNames(WorldPlan plan)
    {
        var seen = new HashSet<string>();
        return First(plan.Members, "Members", one => Once(seen, "Name", one.Name))
            ?? First(plan.Peers, "Peers", one => Once(seen, "Name", one.Name))
            ?? First(plan.Spokes, "Spokes", one => one.Names.Append(one.Name).Distinct()
                .Select(name => Once(seen, "Name", name))
                .FirstOrDefault(wrong => wrong is not null))
            ?? First(plan.Hosts, "Hosts", one => Once(seen, "Name", one.Name))
            ?? First(plan.Gateways, "Gateways", one => Once(seen, "Name", one.Name))
            ?? First(plan.Segments, "Segments", one => Once(seen, "Name", one.Name));
    }

    private static ConfigError? WrongMembers(WorldPlan plan, PlanIndex index)
    {
        var numbers = new HashSet<byte>();
        return First(plan.Members, "Members", one => Once(numbers, "Number", one.Number))
            ?? First(plan.Members, "Members", one => First(
                one.Access, "Access", on =>
                    index.Segments.GetValueOrDefault(on) is { Kind: SegmentKind.Access }
                    && index.IsAttached(one.Name, on)
                    ? null
                    : Not(on, "an access segment to which the member is attached")))
            ?? First(plan.Members, "Members", one => one.Settings is { } settings
                && settings.Self != one.Number
                    ? new ConfigError(
                        "Settings.Self", Text(settings.Self), $"the member's own number",
                        $"set it to {Text(one.Number)}")
                    : null as ConfigError?);
    }

    private static ConfigError? WrongSegments(WorldPlan plan)
    {
        for (var at = 0; at < plan.Segments.Count; at++)
        {
            if (plan.Segments[at].Prefix is { } prefix)
            {
                var bits = prefix.Address.IsIpv6 ? 128 : 32;
                if (bits - prefix.Length < 4)
                {
                    return new(
                        At("Segments", at) + ".Prefix", $"{prefix}", "of 4 host bits at least",
                        $"make it /{Text(bits - 4)} or shorter");
                }
            }
        }

        return null;
    }

    private static ConfigError? WrongLinks(WorldPlan plan, PlanIndex index)
    {
        var seen = new HashSet<LinkName>();
        return First(plan.Links, "Links", link =>
            Unless(
                index.MayBeAttached(link.Who), link.Who, "a member, a peer, spokes or a host",
                "Who")
            ?? IsSegment(index, link.Segment, "Segment")
            ?? Once(seen, "Segment", link.Name)
            ?? ConfigError.Outside(
                "DelayMax", link.DelayMax, link.DelayMin, TimeSpan.MaxValue));
    }

    private static ConfigError? WrongGateways(WorldPlan plan, PlanIndex index)
    {
        // RFC 2281 §5.3: the virtual MAC address is that of the group.
        var groups = new HashSet<(string, int)>();
        return First(plan.Gateways, "Gateways", gateway =>
            IsSegment(index, gateway.Front, "Front")
            ?? IsSegment(index, gateway.Back, "Back")
            ?? Unless(
                gateway.Front != gateway.Back, gateway.Back, "another segment than Front", "Back")
            ?? (groups.Add((gateway.Front, gateway.Group))
                && groups.Add((gateway.Back, gateway.Group))
                    ? null as ConfigError?
                    : new ConfigError(
                        "Group", Text(gateway.Group),
                        "different from that of every other gateway on its segments",
                        "give it another one"))
            ?? WrongMembers(index, gateway));
    }

    private static ConfigError? WrongMembers(PlanIndex index, GatewayPlan gateway)
    {
        var seen = new HashSet<string>();
        return First(gateway.Members, "Members", name =>
            !index.Members.ContainsKey(name)
                ? Not(name, "a member")
                : !index.IsAttached(name, gateway.Front) || !index.IsAttached(name, gateway.Back)
                    ? Not(name, $"attached to {gateway.Front} and {gateway.Back}")
                    : Once(seen, "", name));
    }

    private static ConfigError? WrongSync(WorldPlan plan, PlanIndex index) =>
        plan.Sync is not { } sync
            ? WrongAlone(plan)
            : IsSegment(index, sync.Segment, "Segment")?.Inside("Sync")
                ?? First(plan.Members, "Members", member =>
                    index.IsAttached(member.Name, sync.Segment)
                        ? null
                        : Not(
                            member.Name, $"attached to {sync.Segment}, over which members sync",
                            "Name"));

    /// <summary>Where nobody says that the last one who reigned is off, SafetyFirst reigns once and
    /// never again.</summary>
    private static ConfigError? WrongAlone(WorldPlan plan)
    {
        return plan.Policy.Solo == SoloPolicy.SafetyFirst
            && plan.Members.Any(member => member.Settings is null)
            ? Never("Policy.Solo")
            : First(plan.Members, "Members", member =>
                member.Settings is { Replication.Solo: SoloPolicy.SafetyFirst }
                    ? Never("Settings.Replication.Solo")
                    : null);

        static ConfigError Never(string name) => new(
            name, nameof(SoloPolicy.SafetyFirst),
            $"{nameof(SoloPolicy.AvailabilityFirst)} where members have no sync channel: else no "
                + "member reigns after the first one",
            "add a sync channel, or let availability come first");
    }

    private static ConfigError? WrongPeers(WorldPlan plan, PlanIndex index) =>
        First(plan.Peers, "Peers", peer =>
            First(peer.Gateways, "Gateways", name => IsGateway(index, name))
            ?? WrongTraits(peer))
        ?? First(plan.Spokes, "Spokes", spoke =>
            First(spoke.Hubs, "Hubs", name => IsGateway(index, name)));

    private static ConfigError? WrongTraits(PeerPlan peer)
    {
        const IkeTraits newer = IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync;
        var isOld = peer.Version == ClusterMemberConfig.IkeVersion.V1;
        var fit = isOld ? IkeTraits.DeadPeerDetection : newer;
        return (peer.Traits & ~fit) != 0
            ? new("Traits", $"{peer.Traits}", $"of {fit}", "take the others out")
            : isOld && peer.FollowsRedirects
                ? new(
                    "FollowsRedirects", "true", "false for IKEv1", "RFC 5685 is of IKEv2")
                : null;
    }

    private static ConfigError? WrongHosts(WorldPlan plan, PlanIndex index) =>
        First(plan.Hosts, "Hosts", host => host.Behind is { } peer
            ? index.IsPeer(peer)
                ? null
                : Not(peer, "a peer, or one of the spokes", "Behind")
            : index.SegmentsOf(host.Name).Any()
                ? null
                : Not(host.Name, "behind a peer, or attached to a segment", "Name"));

    private static ConfigError? WrongRouting(WorldPlan plan, PlanIndex index) =>
        (First(plan.Routing.Joins, "Joins", join =>
            IsSegment(index, join.One, "One") ?? IsSegment(index, join.Other, "Other")
            ?? ConfigError.Outside(
                "DelayMax", join.DelayMax, join.DelayMin, TimeSpan.MaxValue))
        ?? First(plan.Routing.Returns, "Returns", back =>
            Unless(index.IsPeer(back.Peer), back.Peer, "a peer, or one of the spokes", "Peer")
            ?? Unless(
                index.Members.ContainsKey(back.Member), back.Member, "a member", "Member"))
        ?? (plan.Routing.Bfd is { } bfd ? WrongBfd(bfd)?.Inside("Bfd") : null))
            ?.Inside("Routing")
        ?? (plan.Attacker is not { } attacker
            ? null
            : First(attacker.Segments, "Segments", on => IsSegment(index, on, ""))
                ?.Inside("Attacker"));

    // What a session says of its own settings names others than these.
    private static ConfigError? WrongBfd(BfdPlan plan)
    {
        var over = plan.Interval.Ticks % TimeSpan.TicksPerMicrosecond;
        return over == 0 ? null : new(
            "Interval", ConfigError.Text(plan.Interval), "whole microseconds",
            $"set it to {ConfigError.Text(new TimeSpan(plan.Interval.Ticks - over))}");
    }

    private static ConfigError? WrongTimes(WorldPlan plan) => plan.HealAt > plan.Duration
        ? new(
            "HealAt", ConfigError.Text(plan.HealAt),
            $"at most Duration, {ConfigError.Text(plan.Duration)}", "heal earlier, or last longer")
        : null;

    private static ConfigError? WrongOracles(WorldPlan plan)
    {
        var seen = new HashSet<string>();
        return First(plan.Oracles, "Oracles", oracle =>
            InvariantNames.Played.Contains(oracle)
                ? Once(seen, "", oracle)
                : Not(
                    oracle,
                    InvariantNames.All.Contains(oracle)
                        ? "an invariant that a simulation judges (docs/scenario-json.md)"
                        : "an invariant, I1a or I30"));
    }

    private static ConfigError? IsSegment(PlanIndex index, string name, string field) =>
        Unless(index.Segments.ContainsKey(name), name, "a segment", field);

    private static ConfigError? IsGateway(PlanIndex index, string name) =>
        Unless(index.Gateways.ContainsKey(name), name, "a gateway", "");

    private static ConfigError? Unless(bool stands, string given, string wanted, string field) =>
        stands ? null : Not(given, wanted, field);

    private static ConfigError Not(string given, string wanted, string field = "") =>
        new(field, given, wanted, $"add it, or name {wanted}");

    private static ConfigError? Once<T>(HashSet<T> seen, string field, T given)
        where T : notnull =>
        seen.Add(given)
            ? null
            : new(field, $"{given}", "different from every other one", "rename or remove one");

    /// <summary>The first element of a list that cannot stand, under its place.</summary>
    private static ConfigError? First<T>(
        IReadOnlyList<T> list, string name, Func<T, ConfigError?> wrong)
    {
        for (var at = 0; at < list.Count; at++)
        {
            if (wrong(list[at]) is { } found)
            {
                var place = At(name, at);
                return found.Name.Length == 0
                    ? found with { Name = place }
                    : found.Inside(place);
            }
        }

        return null;
    }

    private static string At(string name, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}[{at}]");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
