namespace Holdfast.Simulation.Worlds;

/// <summary>Who and what a plan has, by name, for those who ask often.</summary>
public sealed class PlanIndex
{
    private readonly HashSet<string> _withSas = [];
    private readonly Dictionary<string, HashSet<string>> _gateways = [];
    private readonly Dictionary<string, string> _part = [];
    private readonly ILookup<string, string> _segments;
    private readonly HashSet<string> _hosts;
    private readonly Dictionary<string, string> _spokes = [];

    /// <summary>The index of a plan.</summary>
    public PlanIndex(WorldPlan plan)
    {
        _segments = plan.Links.ToLookup(link => link.Who, link => link.Segment);
        _hosts = [.. plan.Hosts.Select(host => host.Name)];
        foreach (var member in plan.Members)
        {
            Members.TryAdd(member.Name, member);
        }

        foreach (var gateway in plan.Gateways)
        {
            Gateways.TryAdd(gateway.Name, gateway);
        }

        foreach (var segment in plan.Segments)
        {
            Segments.TryAdd(segment.Name, segment);
        }

        foreach (var peer in plan.Peers)
        {
            _gateways.TryAdd(peer.Name, [.. peer.Gateways]);
        }

        foreach (var spokes in plan.Spokes)
        {
            HashSet<string> hubs = [.. spokes.Hubs];
            foreach (var name in spokes.Names)
            {
                _gateways.TryAdd(name, hubs);
                _spokes.TryAdd(name, spokes.Name);
            }

            _spokes.TryAdd(spokes.Name, spokes.Name);
        }

        _withSas.UnionWith(plan.Sas.Select(sa => sa.Peer));
        Join(plan);
    }

    /// <summary>The members by name.</summary>
    public Dictionary<string, MemberPlan> Members { get; } = [];

    /// <summary>The gateways by name.</summary>
    public Dictionary<string, GatewayPlan> Gateways { get; } = [];

    /// <summary>The segments by name.</summary>
    public Dictionary<string, SegmentPlan> Segments { get; } = [];

    /// <summary>Whether it is a peer, or one of the spokes.</summary>
    public bool IsPeer(string name) => _gateways.ContainsKey(name);

    /// <summary>Whether it is a host.</summary>
    public bool IsHost(string name) => _hosts.Contains(name);

    /// <summary>Whether it has links of its own: spokes of a name have theirs together.</summary>
    public bool MayBeAttached(string who) =>
        Members.ContainsKey(who) || IsPeer(who) || IsHost(who) || _spokes.ContainsKey(who);

    /// <summary>The segments to which somebody is attached; one of several spokes to those of all.
    /// </summary>
    public IEnumerable<string> SegmentsOf(string who) =>
        _segments[_spokes.GetValueOrDefault(who, who)];

    /// <summary>Whether somebody is attached to a segment.</summary>
    public bool IsAttached(string who, string segment) => SegmentsOf(who).Contains(segment);

    /// <summary>The gateways of a peer, or of one of the spokes, by name.</summary>
    public IEnumerable<string> GatewaysOf(string peer) =>
        _gateways.TryGetValue(peer, out var gateways) ? gateways : [];

    /// <summary>Whether a gateway has SAs with a peer, and a way to it.</summary>
    public bool Carries(GatewayPlan gateway, string peer) =>
        _gateways.TryGetValue(peer, out var gateways)
        && gateways.Contains(gateway.Name)
        && _withSas.Contains(_spokes.GetValueOrDefault(peer, peer))
        && AreJoined(
            SegmentsOf(peer),
            gateway.Members.SelectMany(name => Members[name].Access).Prepend(gateway.Front));

    /// <summary>Whether some segment is joined with some other one, or is it.</summary>
    public bool AreJoined(IEnumerable<string> from, IEnumerable<string> to)
    {
        var parts = from.Select(PartOf).ToHashSet();
        return to.Any(segment => parts.Contains(PartOf(segment)));
    }

    /// <summary>One segment stands for all that are joined with it.</summary>
    private string PartOf(string segment)
    {
        var at = segment;
        while (_part.TryGetValue(at, out var next) && next != at)
        {
            at = next;
        }

        return at;
    }

    private void Join(WorldPlan plan)
    {
        foreach (var join in plan.Routing.Joins)
        {
            _part[PartOf(join.One)] = PartOf(join.Other);
        }
    }
}
