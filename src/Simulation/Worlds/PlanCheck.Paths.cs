using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;

namespace Holdfast.Simulation.Worlds;

/// <content>SAs, addresses and ways.</content>
public static partial class PlanCheck
{
    private static ConfigError? WrongSas(WorldPlan plan, PlanIndex index)
    {
        var networks = plan.Sas.Sum(
            sa => sa.Remote.Count > 0 ? 0L : (long)sa.Count * plan.PeersOf(sa.Peer).Count());
        return First(plan.Sas, "Sas", sa => !plan.PeersOf(sa.Peer).Any()
                ? Not(sa.Peer, "a peer, or spokes", "Peer")
                : sa.At >= plan.Duration
                    ? new(
                        "At", ConfigError.Text(sa.At), "before the end of the world",
                        "establish them earlier")
                    : WrongLink(plan, index, sa))
            ?? (networks > PlanAddresses.NetworksMax
                ? new(
                    "Sas", $"{Text(networks)} CHILD SAs",
                    $"at most {Text(PlanAddresses.NetworksMax)} with networks of their own",
                    "lower Count, or set Remote")
                : null);
    }

    /// <summary>Where members have an identity for each link, SAs are of one link.</summary>
    private static ConfigError? WrongLink(WorldPlan plan, PlanIndex index, SaPlan sa)
    {
        var links = index.GatewaysOf(plan.PeersOf(sa.Peer).First())
            .SelectMany(name => index.Gateways[name].Members)
            .Select(name => index.Members[name])
            .Where(member => member.Identity == LinkSelection.Identity.EachLink)
            .SelectMany(member => member.Access)
            .ToArray();
        return sa.Over is { } over
            ? Unless(
                links.Contains(over), over,
                "an access link with an identity of its own, of a gateway of the peer", "Over")
            : links.Length > 0
                ? new("Over", "nothing", $"one of {string.Join(", ", links)}", "name a link")
                : null;
    }

    private static ConfigError? WrongAddresses(WorldPlan plan)
    {
        var addresses = PlanAddresses.Tried(plan);
        if (addresses.Full is { } full)
        {
            return new(
                "Segments", $"{full}", "large enough for everybody who is attached",
                "make its prefix shorter");
        }

        for (var at = 0; at < plan.Segments.Count; at++)
        {
            var one = addresses.Network(plan.Segments[at].Name);
            for (var other = 0; other < at; other++)
            {
                var two = addresses.Network(plan.Segments[other].Name);
                if (one.Address <= two.Last && two.Address <= one.Last)
                {
                    return new(
                        At("Segments", at) + ".Prefix", $"{one}",
                        $"apart from {two}, that of {plan.Segments[other].Name}",
                        "give them different prefixes");
                }
            }
        }

        var given = new HashSet<HostAddress>();
        return First(plan.Links, "Links", link => link.Address is not { } address
            ? null
            : addresses.Network(link.Segment) is var network
                && (address < network.Address || address > network.Last)
                ? new("Address", $"{address}", $"in {network}", "use an address of the segment")
                : Once(given, "Address", address));
    }

    private static ConfigError? WrongFlows(WorldPlan plan, PlanIndex index)
    {
        var hosts = plan.Hosts.ToDictionary(host => host.Name);
        return First(plan.Flows, "Flows", flow =>
            WrongEnd(index, flow.From, "From")
            ?? WrongEnd(index, flow.To, "To")
            ?? ConfigError.Outside(
                "EndsAt", flow.EndsAt ?? flow.StartsAt, flow.StartsAt, TimeSpan.MaxValue)
            ?? (plan.Gateways.Any(
                gateway => IsPath(index, gateway, hosts[flow.From], hosts[flow.To]))
                ? null
                : new(
                    "To", flow.To, $"reached from {flow.From} through a gateway and an SA",
                    "attach both sides, join their segments, and add SAs with the peer")));
    }

    private static ConfigError? WrongEnd(PlanIndex index, string host, string field) =>
        index.IsHost(host) ? null : Not(host, "a host", field);

    /// <summary>Whether a gateway is on the way: between a host inside and one behind a peer, or
    /// between two that are behind peers.</summary>
    private static bool IsPath(PlanIndex index, GatewayPlan gateway, HostPlan from, HostPlan to) =>
        (from.Behind, to.Behind) switch
        {
            (null, null) => false,
            (null, { } peer) => index.Carries(gateway, peer) && Reaches(index, from, gateway),
            ({ } peer, null) => index.Carries(gateway, peer) && Reaches(index, to, gateway),
            ({ } one, { } other) => index.Carries(gateway, one) && index.Carries(gateway, other),
        };

    private static bool Reaches(PlanIndex index, HostPlan host, GatewayPlan gateway) =>
        index.AreJoined(index.SegmentsOf(host.Name), [gateway.Back]);

    private static ConfigError? WrongSettings(WorldPlan plan, PlanIndex index)
    {
        var addresses = PlanAddresses.Tried(plan);
        foreach (var gateway in plan.Gateways)
        {
            foreach (var name in gateway.Members)
            {
                var member = index.Members[name];
                var settings = MemberSettings.Of(plan, addresses, gateway, member);
                if (ClusterMemberConfig.TryCreate(settings, out _, out var wrong))
                {
                    continue;
                }

                return member.Settings is null
                    ? new(
                        "Policy", $"what makes {wrong.Name} of {name} {wrong.Given}",
                        wrong.Bound, wrong.Change)
                    : wrong.Inside("Settings").Inside(
                        At("Members", plan.Members.TakeWhile(one => one != member).Count()));
            }
        }

        return null;
    }
}
