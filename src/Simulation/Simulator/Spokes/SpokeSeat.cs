using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>One of the spokes of a plan, with the addresses that follow from its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Plan">Those who are alike.</param>
/// <param name="Sas">What protects its tunnels.</param>
/// <param name="Tunnel">Its address inside the tunnels.</param>
/// <param name="Network">What is behind it.</param>
/// <param name="Home">Its address outside, or that of the NAT before it.</param>
internal sealed record SpokeSeat(
    string Name, SpokePlan Plan, SaPlan Sas, HostAddress Tunnel, Prefix Network, HostAddress Home)
{
    // 100.64.0.0, the shared address space of RFC 6598: hubs first, spokes from .1.0 on.
    private const uint Tunnels = (100u << 24) + (64u << 16);
    private const uint SpokesFrom = 256;

    /// <summary>The name by which one of its hubs knows it: that of the hub stands behind it where
    /// it is registered at several.</summary>
    public string At(string hub) =>
        Plan is { AreAllHubsUsed: true, Hubs.Count: > 1 } ? $"{Name}/{hub}" : Name;

    /// <summary>Those of its hubs with which it has an SA at a time: each list is of one SA, the
    /// preferred hub first.</summary>
    public IEnumerable<string[]> HubsAtOnce => Plan.AreAllHubsUsed
        ? Plan.Hubs.Select(hub => new[] { hub })
        : [[.. Plan.Hubs]];

    /// <summary>The address of a hub inside the tunnels.</summary>
    public static HostAddress TunnelOf(WorldPlan plan, GatewayPlan hub) =>
        new(Tunnels + 1 + (uint)plan.Gateways.ToList().IndexOf(hub), IsIpv6: false);

    /// <summary>The spokes of a plan that have SAs, in their order.</summary>
    public static IEnumerable<SpokeSeat> Of(WorldPlan plan, PlanAddresses addresses)
    {
        var at = 0u;
        foreach (var group in plan.Spokes)
        {
            var sa = plan.Sas.TakeWhile(one => one.Peer != group.Name).Count();
            var segment = plan.SegmentsOf(group.Name).FirstOrDefault();
            if (sa == plan.Sas.Count || segment is null)
            {
                continue;
            }

            var first = addresses.Of(new(group.Name, segment));
            var place = 0u;
            foreach (var name in group.Names)
            {
                var home = group.BehindNat is null ? place : 0;
                yield return new(
                    name, group, plan.Sas[sa],
                    new(Tunnels + SpokesFrom + at++, IsIpv6: false),
                    addresses.Behind(name, sa, 0)[0],
                    first with { Value = first.Value + home });
                place++;
            }
        }
    }

    /// <summary>The plan in which each spoke is a peer of its hubs, with SAs of its own.</summary>
    public static WorldPlan Spread(WorldPlan plan, IReadOnlyList<SpokeSeat> seats) =>
        seats.Count == 0 ? plan : plan with
        {
            Peers =
            [
                .. plan.Peers,
                .. from seat in seats
                   from hubs in seat.HubsAtOnce
                   select new PeerPlan
                   {
                       Name = seat.At(hubs[0]),
                       Gateways = [.. hubs],
                       WorryAfter = seat.Plan.WorryAfter,
                       IsBehindNat = seat.Plan.BehindNat is not null,
                   },
            ],
            Sas =
            [
                .. plan.Sas.Where(sa => seats.All(seat => seat.Sas != sa)),
                .. from seat in seats
                   from hubs in seat.HubsAtOnce
                   select seat.Sas with
                   {
                       Peer = seat.At(hubs[0]),
                       Remote = [seat.Network],
                       IsOfTunnel = true,
                   },
            ],
        };
}
