using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>
/// Three members, four gateways, eight peers: each gateway has an order of the members by the
/// shipped plan of groups, and each peer the gateway that the shipped ranking gives its identity.
/// </summary>
internal static class SharedLoad
{
    private static Items<string> Gateways => ["mars", "venus", "pluto", "ceres"];

    private static Items<string> Peers =>
        ["carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"];

    /// <summary>The world; nobody has checked it.</summary>
    public static WorldBuilder World()
    {
        var bare = Topologies.LoadShared;
        var gone = bare.Peers.Select(peer => peer.Name).ToHashSet();
        var world = new WorldBuilder(bare with
        {
            Gateways = [],
            Peers = [],
            Hosts = [.. bare.Hosts.Where(host => host.Behind is null)],
            Links = [.. bare.Links.Where(link => !gone.Contains(link.Who))],
            Sas = [],
            Flows = [],
            Oracles = TableParts.Watched,
        });
        foreach (var (group, members) in Orders(bare))
        {
            world = world.Gateway(
                Gateways[group], "outside", "inside",
                [.. members.Select(number => bare.Members.First(one => one.Number == number).Name)],
                gateway => gateway with { IsOrdered = true, Group = group });
        }

        foreach (var peer in Peers)
        {
            world = world.Peer(peer, "backbone", [GatewayOf(peer)])
                .Sas(peer)
                .HostBehind($"behind-{peer}", peer)
                .Flows("host", $"behind-{peer}", 5);
        }

        return world;
    }

    /// <summary>The gateway of a peer.</summary>
    public static string GatewayOf(string peer) => Gateways[(int)Rendezvous.Owner(
        StateDigest.Of('P').With(MemberSettings.IdentityOf(peer)).Value,
        [.. Enumerable.Range(0, Gateways.Count).Select(at => new Rendezvous.Member((ulong)at))])!];

    private static Items<GroupPlan.Entry> Orders(WorldPlan world) => GroupPlan.TryCreate(
        [.. Enumerable.Range(0, Gateways.Count).Select(at => (ushort)at)],
        [.. world.Members.Select(one => (ulong)one.Number)], out var plan, out var error)
        ? plan.Entries
        : throw new InvalidOperationException(error.ToString());
}
