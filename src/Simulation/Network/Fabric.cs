using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>
/// The segments of a world, who is attached with which addresses, and where packets go next. Every
/// address that a plan leaves open is given by places in the plan.
/// </summary>
internal sealed class Fabric
{
    private const ulong CardsFrom = 0x0200_0000_0000;

    // The last addresses are those that members share.
    private const uint RoutersBelowLast = 101;

    private readonly Dictionary<string, Lan> _lans = [];
    private readonly Dictionary<(string Who, string Segment), LanPort> _ports = [];
    private readonly Dictionary<HostAddress, MacAddress> _neighbours = [];
    private readonly Dictionary<HostAddress, LanPort> _byAddress = [];
    private readonly Dictionary<(Lan From, Lan To), HostAddress> _next = [];
    private readonly HashSet<HostAddress> _shared = [];
    private readonly Dictionary<string, string> _espReturns = [];
    private ulong _cards;

    public Fabric(WorldPlan plan, PlanAddresses addresses, Agenda agenda, ulong seed)
    {
        Impairments = new(agenda, Chance.Of(seed, "messages"));
        foreach (var segment in plan.Segments)
        {
            _lans.Add(segment.Name, new(
                _lans.Count, segment, addresses.Network(segment.Name), agenda, Impairments,
                Chance.Of(seed, $"segment {segment.Name}")));
        }

        foreach (var link in plan.Links)
        {
            var first = addresses.Of(link.Name);
            var spokes = plan.Spokes.FirstOrDefault(one => one.Name == link.Who);
            Attach(_lans[link.Segment], link, first);

            // Behind one NAT there is one card for all.
            var alike = spokes is { BehindNat: null, Count: var count } ? count : 1;
            for (var more = 1; more < alike; more++)
            {
                Attach(
                    _lans[link.Segment], link with { Who = spokes!.NameOf(more) },
                    first with { Value = first.Value + (uint)more });
            }
        }

        foreach (var gateway in plan.Gateways)
        {
            _shared.Add(addresses.Virtual(gateway.Name, gateway.Front));
        }

        foreach (var join in plan.Routing.Joins)
        {
            Routers.Add(new(this, join, agenda, Chance.Of(seed, $"join {join.One} {join.Other}")));
        }

        Loopbacks = new(agenda, plan.Routing);
        FindWays();
        foreach (var way in plan.Routing.Returns)
        {
            _espReturns[way.Peer] = way.Member;
        }
    }

    public Impairments Impairments { get; }

    /// <summary>Where loopback addresses lead.</summary>
    public LoopbackRoutes Loopbacks { get; }

    /// <summary>Cards beyond whose link no router goes on.</summary>
    public HashSet<LanPort> Pathless { get; } = [];

    public IEnumerable<Lan> Lans => _lans.Values;

    public IEnumerable<LanPort> Ports => _ports.Values;

    public List<JoinRouter> Routers { get; } = [];

    /// <summary>Ends of sessions of BFD that routers have, by their card and the address of the
    /// other end.</summary>
    public Dictionary<(LanPort Router, HostAddress There), BfdEnd> Sessions { get; } = [];

    /// <summary>The card of a router on a segment, that which was joined first; null: there is
    /// none.</summary>
    public LanPort? RouterOn(Lan lan) =>
        Routers.Select(router => router.PortOn(lan)).FirstOrDefault(port => port is not null);

    /// <summary>Where all that a peer sends to a gateway arrives, whoever is active.</summary>
    public Dictionary<string, string> Returns { get; } = [];

    /// <summary>Those whose way to a gateway is looked for: what they send is lost meanwhile.
    /// </summary>
    public HashSet<string> Converging { get; } = [];

    public Lan? LanOf(string segment) => _lans.GetValueOrDefault(segment);

    public LanPort? PortOf(string who, string segment) =>
        _ports.GetValueOrDefault((who, segment));

    /// <summary>The card of an address; null: nobody has it.</summary>
    public LanPort? PortAt(HostAddress address) => _byAddress.GetValueOrDefault(address);

    public IEnumerable<LanPort> PortsOf(string who) =>
        _ports.Values.Where(port => port.Owner == who);

    /// <summary>The gateway that leads to an address of no segment: its address inside.</summary>
    public Func<HostAddress, HostAddress?> Beyond { get; set; } = static _ => null;

    /// <summary>The card that has an address.</summary>
    public void Know(HostAddress address, MacAddress card) => _neighbours[address] = card;

    /// <summary>The card to which a packet goes next on a segment; null: nothing leads there.
    /// </summary>
    /// <param name="lan">The segment.</param>
    /// <param name="from">Its sender.</param>
    /// <param name="to">Its receiver.</param>
    /// <param name="kind">What it is; null: nothing that has ways of its own.</param>
    public MacAddress? NextOf(
        Lan lan, HostAddress from, HostAddress to, MessageKind? kind = null)
    {
        if (!lan.Prefix.Contains(to))
        {
            if (Loopbacks.TryFind(to, out var card))
            {
                return card is null ? null
                    : card.Lan == lan ? card.Mac
                    : _next.TryGetValue((lan, card.Lan), out var towards) ? _neighbours[towards]
                    : null;
            }

            if (LanAt(to) is { } there)
            {
                return _next.TryGetValue((lan, there), out var router)
                    ? _neighbours[router]
                    : null;
            }

            return Beyond(to) is { } gateway ? NextOf(lan, from, gateway, kind) : null;
        }

        if (Returns.Count + _espReturns.Count > 0 && _shared.Contains(to)
            && _ports.Values.FirstOrDefault(port => port.Address == from) is { } sender
            && (Returns.TryGetValue(sender.Owner, out var member)
                || (kind == MessageKind.Esp
                    && _espReturns.TryGetValue(sender.Owner, out member)))
            && PortOf(member, lan.Name) is { } past)
        {
            return past.Mac;
        }

        return _neighbours.TryGetValue(to, out var neighbour) ? neighbour : null;
    }

    public LanPort Attach(Lan lan, LinkPlan link, HostAddress address)
    {
        var card = new MacAddress(CardsFrom + ++_cards);
        var port = lan.Attach(link, card, address);
        _ports[(link.Who, lan.Name)] = port;
        _neighbours[address] = card;
        _byAddress[address] = port;
        return port;
    }

    public HostAddress RouterAddress(Lan lan, int index) =>
        new(lan.Prefix.Last.Value - RoutersBelowLast - (uint)index, IsIpv6: false);

    /// <summary>Whether a card of a segment has no path beyond it.</summary>
    public bool IsPathless(Lan lan, MacAddress card) =>
        Pathless.Count > 0 && Pathless.Any(port => port.Lan == lan && port.Mac == card);

    private Lan? LanAt(HostAddress address)
    {
        foreach (var lan in _lans.Values)
        {
            if (lan.Prefix.Contains(address))
            {
                return lan;
            }
        }

        return null;
    }

    /// <summary>The shortest way from each segment to each other one, breadth first; of two that
    /// are as long the one that was joined first.</summary>
    private void FindWays()
    {
        foreach (var goal in _lans.Values)
        {
            var reached = new HashSet<Lan> { goal };
            var queue = new Queue<Lan>([goal]);
            while (queue.TryDequeue(out var here))
            {
                foreach (var router in Routers)
                {
                    if (router.Beside(here) is { } beyond && reached.Add(beyond))
                    {
                        _next[(beyond, goal)] = router.AddressOn(beyond);
                        queue.Enqueue(beyond);
                    }
                }
            }
        }
    }
}
