using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>A world that is being played: everybody in it, and what joins them.</summary>
internal sealed partial class Stage
{
    private const int WindowOfCluster = 1_024;

    private readonly Dictionary<HostAddress, HostBox> _hosts = [];
    private readonly Dictionary<string, HostBox> _byName = [];
    private readonly Dictionary<string, MemberBox[]> _seats = [];
    private readonly List<Moment> _timeline = [];
    private Chance _chance;

    public Stage(
        WorldPlan plan, ulong seed, RunOptions options, RecordedTraffic? recorded = null)
    {
        Addresses = new(plan);
        SpokeSeat[] seats = [.. SpokeSeat.Of(plan, Addresses)];
        Fabric = new(plan, Addresses, Agenda, seed);
        plan = SpokeSeat.Spread(plan, seats);
        (Plan, Seed, Options) = (plan, seed, options);
        Cryptography = options.Cryptography ?? CryptoProviders.Managed();
        Hash = new(options.Trace);
        _chance = Chance.Of(seed, "stage");
        Fabric.Beyond = address => HostAt(address)?.Gateway is { } gateway
            ? Addresses.Virtual(gateway.Name, gateway.Back)
            : null;
        Watch = new(this) { Recorded = recorded is null ? null : new(this, recorded) };
        foreach (var lan in Fabric.Lans)
        {
            lan.OnSent = (port, frame) => Watch.Sent(port, frame);
            lan.OnTaken = (port, frame) => Watch.Taken(port, frame);
        }

        foreach (var gateway in plan.Gateways)
        {
            foreach (var name in gateway.Members)
            {
                if (plan.Members.FirstOrDefault(one => one.Name == name) is { } member)
                {
                    var seat = new MemberBox(this, gateway, member);
                    Members.Add(seat.Name, seat);
                    _seats[name] = [.. SeatsOf(name), seat];
                }
            }
        }

        MakeSpokes(seats);
        MakePeers();
        MakeHosts();
        Syncs = new(this);
        MakeSessions();
    }

    public WorldPlan Plan { get; }

    public ulong Seed { get; }

    public RunOptions Options { get; }

    public CryptoProvider Cryptography { get; }

    public Agenda Agenda { get; } = new();

    public RunHash Hash { get; }

    public PlanAddresses Addresses { get; }

    public Fabric Fabric { get; }

    public Watch Watch { get; }

    public Agreements Agreements { get; } = new();

    /// <summary>What both ends of SAs may have.</summary>
    public ExchangePolicies Policies { get; } = new();

    /// <summary>What sealed messages are, for those who break them.</summary>
    public SealedKinds Sealed { get; } = new();

    public SyncStreams Syncs { get; }

    /// <summary>The keys of HSRP, which members share.</summary>
    public HsrpKeyChain FirstHopKeys { get; } = new();

    /// <summary>The members of each gateway: a box of several gateways is there for each.</summary>
    public Dictionary<string, MemberBox> Members { get; } = [];

    public Dictionary<string, PeerBox> Peers { get; } = [];

    public List<Flow> Flows { get; } = [];

    public IReadOnlyList<Moment> Timeline => _timeline;

    /// <summary>A box in each of its gateways; none: there is no such box.</summary>
    public IReadOnlyList<MemberBox> SeatsOf(string member) =>
        _seats.GetValueOrDefault(member, []);

    public MemberBox? MemberOf(byte number) =>
        Members.Values.FirstOrDefault(box => box.Number == number);

    public MemberBox? MemberOf(MacAddress card) =>
        Members.Values.FirstOrDefault(box => box.Sync?.Mac == card);

    public HostBox? HostAt(HostAddress address) => _hosts.GetValueOrDefault(address);

    /// <summary>The peer of an IKE SA; null: nobody has agreed on it.</summary>
    public PeerBox? PeerOf(IkeSaId ike) => Agreements.Of(ike.Initiator) is { } agreement
        ? Peers.GetValueOrDefault(agreement.Peer)
        : null;

    /// <summary>The mode of a CHILD SA by either of its SPIs: transport for the tunnels of spokes.
    /// </summary>
    public IpsecMode ModeOf(Spi spi) => Watch.Recorded?.Of(spi)?.Mode
        ?? ((Agreements.SasOf(spi) ?? Agreements.OfChild(spi)?.Sas) is { IsOfTunnel: true }
            ? IpsecMode.Transport
            : IpsecMode.Tunnel);

    /// <summary>Packets in the window of the cluster's SAs.</summary>
    public int WindowOf(IkeSaId ike) => WindowOfCluster;

    /// <summary>An SPI of a peer that no other SA has.</summary>
    public Spi DrawSpi()
    {
        Spi spi;
        do
        {
            spi = new((uint)_chance.Next() | 0x100);
        }
        while (Agreements.SasOf(spi) is not null || Links.Of(spi) is not null);
        return spi;
    }

    /// <summary>How many IKE_INTERMEDIATE stand before IKE_AUTH of an IKE SA.</summary>
    public int ExchangesOf(IkeSpi initiator) =>
        Agreements.Of(initiator)?.Sas.KeyExchanges ?? 0;

    /// <summary>What somebody who begins has to offer.</summary>
    public Agreement Offer(
        PeerBox peer, GatewayPlan gateway, SaPlan sas, IkeSpi initiator, ref Chance chance,
        bool isOfMember)
    {
        var agreement = new Agreement(initiator, sas)
        {
            Peer = peer.Plan.Name,
            Gateway = gateway,
            PeerAt = peer.Port.Address,
            IsOfMember = isOfMember,
            Ike = new(initiator, default),
            Keys = new(chance.Next() | 1),
        };
        if (Watch.Recorded is { } recorded && recorded.Sas == sas)
        {
            agreement.Children.AddRange(recorded.Children(DrawSpi, ref chance));
        }

        // All others are agreed on by exchanges.
        Agreements.Add(agreement);
        return agreement;
    }

    /// <summary>What somebody has to offer who makes an ISAKMP SA anew.</summary>
    public Agreement OfferRekey(
        Agreement before, IkeSpi initiator, ref Chance chance, bool isOfMember)
    {
        var agreement = before.Renewed(
            new(initiator, default), isOfMember, new(chance.Next() | 1), []);
        Agreements.Add(agreement);
        return agreement;
    }

    /// <summary>An entry of the timeline; it is part of the digest.</summary>
    public void Tell(MomentKind kind, string who, string says)
    {
        Hash.Add(Agenda.Now, 0, (byte)kind, $"{who}: {says}");
        if (Options.HasTimeline)
        {
            var box = Members.GetValueOrDefault(who) ?? SeatsOf(who).FirstOrDefault();
            var mark = box is null ? "" : MarkOf(box);
            _timeline.Add(new(Agenda.Now, kind, who, says, mark));
        }
    }

    /// <summary>A fault that happened, before what followed from it at once.</summary>
    public void TellAt(int place, string says)
    {
        Hash.Add(Agenda.Now, 0, (byte)MomentKind.Fault, says);
        if (Options.HasTimeline)
        {
            _timeline.Insert(place, new(Agenda.Now, MomentKind.Fault, "", says));
        }
    }

    private static string MarkOf(MemberBox box) => box.Life is not { } life ? "✗"
        : box.MayServe ? "●"
        : life.State.Replication.Role switch
        {
            SaReplication.Role.Standby standby => standby.Standing switch
            {
                SaReplication.Standing.Empty => "○",
                SaReplication.Standing.Joining => "○ joining",
                SaReplication.Standing.Stale => "○ stale",
                SaReplication.Standing.Synced => "○ synced",
            },
            SaReplication.Role.Promoting => "○ promoting",
            SaReplication.Role.Active or SaReplication.Role.Proving => "○ proving",
        };

    public void TellRoute(string who, Prefix prefix, bool isThere) =>
        Tell(MomentKind.Route, who, $"{(isThere ? "adds" : "withdraws")} {prefix}");

    /// <summary>A packet has come to where its host is.</summary>
    public void Deliver(ReadOnlySpan<byte> packet)
    {
        if (Flow.TryRead(packet, out var index, out var number) && index < Flows.Count)
        {
            Watch.Delivered(Flows[index], number);
        }
    }

    /// <summary>The gateway that a peer tries once another one is dead to it.</summary>
    public GatewayPlan GatewayAfter(PeerPlan peer, GatewayPlan dead)
    {
        for (var at = 0; at < peer.Gateways.Count; at++)
        {
            if (peer.Gateways[at] == dead.Name)
            {
                var next = peer.Gateways[(at + 1) % peer.Gateways.Count];
                return Plan.Gateways.FirstOrDefault(one => one.Name == next) ?? dead;
            }
        }

        return dead;
    }

    private void MakePeers()
    {
        foreach (var peer in Plan.Peers)
        {
            if (Plan.Gateways.FirstOrDefault(one => peer.Gateways.Contains(one.Name))
                    is { } gateway
                && SpokeOf(peer.Name) is null
                && Fabric.PortsOf(peer.Name).ToList() is { Count: > 0 } ports)
            {
                Peers.Add(peer.Name, new(this, peer, gateway, ports)
                {
                    Remotes = (sas, place) => Addresses.Behind(
                        peer.Name, Plan.Sas.ToList().IndexOf(sas), place)[0],
                });
            }
        }
    }

    private void MakeHosts()
    {
        foreach (var plan in Plan.Hosts)
        {
            var address = Addresses.Host(plan.Name);
            HostBox host;
            if (plan.Behind is { } name)
            {
                var spoke = Spokes.GetValueOrDefault(name);
                if (!Peers.TryGetValue(name, out var peer) && spoke is null)
                {
                    continue;
                }

                host = new(plan.Name, address, null, peer, spoke);
            }
            else
            {
                var port = Fabric.PortsOf(plan.Name).First();
                host = new(plan.Name, address, port, null, null);
                port.Receive = Receive;
            }

            _hosts[address] = host;
            _byName[plan.Name] = host;
        }

        foreach (var flow in Plan.Flows)
        {
            if (_byName.TryGetValue(flow.From, out var from)
                && _byName.TryGetValue(flow.To, out var to))
            {
                Flows.Add(new(Flows.Count, flow, from, to));
            }
        }
    }

    private void Receive(LanPort port, Frame frame)
    {
        if (frame.Kind is null && frame.Source == FrameSource.Box
            && EthernetHeader.TryParse(frame.Octets, out var header, out _)
            && header.Destination == port.Mac)
        {
            Deliver(frame.Octets.AsSpan(Lan.HeaderLength));
        }
    }
}
