using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// The addresses of a plan: those that it says, and one for everybody else. Law: they follow from
/// the plan alone, so everybody who asks gets the same ones. The plan is one that was checked.
/// </summary>
public sealed class PlanAddresses
{
    /// <summary>How many networks of 24 bits there are for what is behind peers.</summary>
    public const int NetworksMax = 5_000_000;

    // 20.0.0.0: below it lie the segments, above it there is room for NetworksMax.
    private const uint FirstNetwork = 20u << 24;

    // 198.51.100.1, of the documentation's networks, RFC 5737.
    private const uint FirstLoopback = (198u << 24) + (51u << 16) + (100u << 8) + 1;

    private readonly WorldPlan _plan;
    private readonly Dictionary<string, Prefix> _networks = [];
    private readonly Dictionary<LinkName, HostAddress> _links = [];
    private readonly Dictionary<(string Gateway, string Segment), HostAddress> _virtual = [];
    private readonly Dictionary<(string Peer, int Sa), int> _first = [];
    private readonly Dictionary<string, HostAddress> _hosts = [];
    private readonly Dictionary<string, List<HostAddress>> _all = [];
    private readonly HashSet<HostAddress> _taken = [];

    /// <summary>The addresses of a plan.</summary>
    /// <exception cref="ArgumentException">It is no checked one: addresses are too few.</exception>
    public PlanAddresses(WorldPlan plan)
        : this(plan, isChecked: true)
    {
    }

    private PlanAddresses(WorldPlan plan, bool isChecked)
    {
        _plan = plan;
        for (var at = 0; at < plan.Segments.Count; at++)
        {
            _networks[plan.Segments[at].Name] = plan.Segments[at].Prefix
                ?? Prefix.Of(new HostAddress((10u << 24) + ((uint)(at + 1) << 16), false), 16);
        }

        Say();
        foreach (var gateway in plan.Gateways)
        {
            Share(gateway, gateway.Front);
            Share(gateway, gateway.Back);
        }

        Fill();
        foreach (var link in plan.Links)
        {
            _all.TryAdd(link.Who, []);
            _all[link.Who].Add(_links[link.Name]);
        }

        Number();
        Place();
        if (isChecked && Full is { } full)
        {
            throw new ArgumentException($"No address of {full} is free.", nameof(plan));
        }
    }

    /// <summary>The first network that had too few addresses; null: none.</summary>
    internal Prefix? Full { get; private set; }

    /// <summary>The addresses of a plan that may have too few.</summary>
    internal static PlanAddresses Tried(WorldPlan plan) => new(plan, isChecked: false);

    /// <summary>The addresses of a segment.</summary>
    public Prefix Network(string segment) => _networks[segment];

    /// <summary>The address on a link; of several spokes of a name that of the first, and the next
    /// ones follow it.</summary>
    public HostAddress Of(LinkName link) => _links[link];

    /// <summary>The addresses of somebody on all of its links.</summary>
    public Items<HostAddress> AllOf(string who) =>
        _all.TryGetValue(who, out var all) ? [.. all] : default;

    /// <summary>The address that the members of a gateway share on a segment.</summary>
    public HostAddress Virtual(string gateway, string segment) => _virtual[(gateway, segment)];

    /// <summary>The loopback address of a gateway, which leads to its active member.</summary>
    public HostAddress Loopback(string gateway)
    {
        for (var at = 0; at < _plan.Gateways.Count; at++)
        {
            if (_plan.Gateways[at].Name == gateway)
            {
                return new(FirstLoopback + (uint)at, false);
            }
        }

        throw new ArgumentException($"'{gateway}' is no gateway of the plan.", nameof(gateway));
    }

    /// <summary>The address on which SAs end at a gateway: that of a link, the loopback address
    /// where its members have access links, or the one that they share outside.</summary>
    public HostAddress End(GatewayPlan gateway, SaPlan sas)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(sas);
        foreach (var name in gateway.Members)
        {
            var member = _plan.Member(name);
            if (sas.Over is { } over && member?.Access.Contains(over) == true)
            {
                return Of(new(name, over));
            }

            if (sas.Over is null && member is { Access.Count: > 0 })
            {
                return Loopback(gateway.Name);
            }
        }

        return Virtual(gateway.Name, gateway.Front);
    }

    /// <summary>The address of a host.</summary>
    public HostAddress Host(string host) => _hosts[host];

    /// <summary>What is behind a peer or a spoke under a CHILD SA.</summary>
    /// <param name="peer">The peer, or one of the spokes.</param>
    /// <param name="sa">The place of its SAs in the plan.</param>
    /// <param name="child">The CHILD SA, from 0.</param>
    public Items<Prefix> Behind(string peer, int sa, int child) =>
        _plan.Sas[sa].Remote is { Count: > 0 } remote
            ? remote
            : [NetworkAt(_first[(peer, sa)] + child)];

    private static Prefix NetworkAt(int at) =>
        Prefix.Of(new HostAddress(FirstNetwork + ((uint)at << 8), false), 24);

    /// <summary>What the plan says is taken first, and then the numbers of members.</summary>
    private void Say()
    {
        foreach (var link in _plan.Links)
        {
            if (link.Address is { } address)
            {
                _links[link.Name] = address;
                _taken.Add(address);
            }
        }

        foreach (var member in _plan.Members)
        {
            foreach (var link in _plan.Links.Where(link => link.Who == member.Name))
            {
                if (!_links.ContainsKey(link.Name))
                {
                    _links[link.Name] = Take(Network(link.Segment), member.Number, 1);
                }
            }
        }
    }

    /// <summary>Gateways have the last addresses of a segment.</summary>
    private void Share(GatewayPlan gateway, string segment) =>
        _virtual[(gateway.Name, segment)] =
            Take(Network(segment), SizeOf(Network(segment)) - 2, -1);

    /// <summary>Everybody else has the first one that is free.</summary>
    private void Fill()
    {
        foreach (var link in _plan.Links)
        {
            if (_links.ContainsKey(link.Name))
            {
                continue;
            }

            var network = Network(link.Segment);
            var from = SizeOf(network) > 512 ? 256 : 1;
            _links[link.Name] = Take(network, from, 1);
            var alike = _plan.Spokes.FirstOrDefault(spoke => spoke.Name == link.Who)?.Count ?? 1;
            for (var more = 1; more < alike; more++)
            {
                _taken.Add(At(_links[link.Name], more));
            }
        }
    }

    private void Number()
    {
        var next = 0;
        for (var sa = 0; sa < _plan.Sas.Count; sa++)
        {
            foreach (var peer in _plan.PeersOf(_plan.Sas[sa].Peer))
            {
                _first[(peer, sa)] = next;
                next += _plan.Sas[sa].Remote.Count > 0 ? 0 : _plan.Sas[sa].Count;
            }
        }
    }

    private void Place()
    {
        foreach (var host in _plan.Hosts)
        {
            if (host.Address is { } address)
            {
                _hosts[host.Name] = address;
            }
            else if (host.Behind is not { } peer)
            {
                _hosts[host.Name] = _links[_plan.Links.First(one => one.Who == host.Name).Name];
            }
            else if (FirstBehind(peer) is { } network)
            {
                _hosts[host.Name] = Take(network, 1, 1);
            }
        }
    }

    private Prefix? FirstBehind(string peer)
    {
        for (var sa = 0; sa < _plan.Sas.Count; sa++)
        {
            if (_first.ContainsKey((peer, sa)))
            {
                return Behind(peer, sa, 0)[0];
            }
        }

        return null;
    }

    private HostAddress Take(Prefix network, int from, int step)
    {
        for (var at = from; at > 0 && at < SizeOf(network) - 1; at += step)
        {
            if (At(network.Address, at) is var free && _taken.Add(free))
            {
                return free;
            }
        }

        Full ??= network;
        return network.Address;
    }

    private static HostAddress At(HostAddress first, int at) =>
        first with { Value = first.Value + (uint)at };

    // The first and the last address of a network are no host's.
    private static int SizeOf(Prefix network) =>
        1 << Math.Min(16, (network.Address.IsIpv6 ? 128 : 32) - network.Length);
}
