using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>
/// Two members that both take tickets by value, and who holds them, over the networks of a world:
/// the shipped machine of resumption with real octets. Tickets are no part of what ClusterMember
/// composes, so members have nothing else here.
/// </summary>
internal sealed class TicketStage
{
    private const ushort IkePort = 500;
    private const ushort WordPort = 49_500;
    private const int NonceLength = 32;

    private readonly Fabric _fabric;
    private readonly List<TicketMember> _members = [];
    private readonly TicketHolder _holder;
    private readonly List<Moment> _timeline = [];
    private readonly RunHash _hash = new(null);
    private readonly Secret _sealing;
    private readonly Secret _shared;
    private readonly Octets[] _nonces;
    private readonly IkeSpiPair _spis;
    private Chance _chance;

    /// <param name="plan">The world.</param>
    /// <param name="step">The machine of the members; others than the shipped one are canaries.
    /// </param>
    /// <param name="seed">What delays, keys and nonces are drawn from.</param>
    public TicketStage(WorldPlan plan, TicketStep step, ulong seed)
    {
        _chance = Chance.Of(seed, "tickets");
        Config = new(TicketScenario.Gateway, step, IsHolder: false);
        _fabric = new(plan, new(plan), Agenda, seed);
        foreach (var lan in _fabric.Lans)
        {
            lan.OnSent = (port, frame) =>
                _hash.Add(Agenda.Now, (ushort)port.Index, (byte)lan.Index, frame.Octets);
        }

        var (encryption, _) = SaSuites.Ike;
        _sealing = Draw(encryption.KeyMaterialLength);
        _shared = Draw(NonceLength);
        _nonces = [DrawNonce(), DrawNonce()];
        _spis = new(DrawSpi(), DrawSpi());
        foreach (var name in plan.Gateways[0].Members)
        {
            var front = _fabric.PortOf(name, plan.Gateways[0].Front)!;
            var sync = _fabric.PortOf(name, plan.Sync!.Segment)!;
            var member = new TicketMember(this, _members.Count, front, sync);
            front.Receive = (port, frame) => Receive(port, frame, IkePort, member.FromPeer);
            sync.Receive = (port, frame) =>
                Receive(port, frame, WordPort, (_, octets) => member.FromMember(octets));
            _members.Add(member);
        }

        var his = _fabric.PortsOf(plan.Peers[0].Name).First();
        _holder = new(this, his);
        his.Receive = (port, frame) => Receive(port, frame, IkePort, _holder.FromMember);
    }

    private delegate void Taker(HostAddress from, ReadOnlySpan<byte> octets);

    /// <summary>Whom tickets are given to: the body of an ID payload.</summary>
    public static Octets HolderIdentity { get; } = new([2, 0, 0, 0, .. "carol"u8]);

    /// <summary>Who the members are to him.</summary>
    public static Octets MemberIdentity { get; } = new([2, 0, 0, 0, .. "mars"u8]);

    public Agenda Agenda { get; } = new();

    public CryptoProvider Provider { get; } = CryptoProviders.Managed();

    public TicketConfig Config { get; }

    /// <summary>The number of the next ticket.</summary>
    public ulong NextTicket => (ulong)_holder.Count + 1;

    /// <summary>Plays it.</summary>
    public RunResult Play(Items<TicketDeed> deeds, TimeSpan duration)
    {
        foreach (var deed in deeds)
        {
            Agenda.At(Instant.Zero + deed.At, () => Do(deed));
        }

        Agenda.RunTo(Instant.Zero + duration);
        foreach (var member in _members)
        {
            member.Forget();
        }

        _holder.Forget();
        _sealing.Dispose();
        _shared.Dispose();
        return new()
        {
            Violations = _holder.Violations,
            Measures = new(),
            Digest = _hash.Digest,
            Timeline = [.. _timeline],
            Events = Agenda.Events,
            SimulatedTime = duration,
        };
    }

    /// <summary>A member that knows of all tickets.</summary>
    public TicketSide.Member BeginningOf() => new(
        ResumptionGateway.Initial(Config.Gateway, Agenda.Now) with
        {
            Since = Agenda.Now - Config.Gateway.Lifetime,
        },
        IsUp: true, 0, IsOtherOn: true, [], []);

    /// <summary>The nonces of a start of a member.</summary>
    public NoncePartition PartitionOf(int place, int boot) =>
        NoncePartition.TryCreate((byte)(place + 1), (uint)boot, out var partition, out _)
            ? partition
            : throw new InvalidOperationException("no nonces are left");

    /// <summary>An end of the IKE SA that tickets are of: every member has its keys.</summary>
    public TicketIke OldIke(IkeRole role, NoncePartition partition) => TicketIke.First(
        Provider, _shared, new(_nonces[0], _nonces[1]), _spis, role, partition);

    /// <summary>What seals tickets.</summary>
    public TicketSeal SealOf(NoncePartition partition)
    {
        var (encryption, integrity) = SaSuites.Ike;
        return new(
            Provider.CreateCipher(encryption, integrity, _sealing.Span, []), partition);
    }

    public IkeSpi DrawSpi() => new(_chance.Next() | 1);

    public Octets DrawNonce()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        _chance.Fill(nonce);
        return new(nonce);
    }

    public TicketMember? MemberAt(HostAddress address) =>
        _members.FirstOrDefault(member => member.Address == address);

    public void SendIke(LanPort from, HostAddress to, ReadOnlySpan<byte> octets, MessageKind kind)
    {
        if (_fabric.NextOf(from.Lan, from.Address, to) is { } next)
        {
            from.Lan.Send(from, Ether.Carry(
                from.Mac, next,
                UdpCarried.Ike(from.Address, IkePort, new(to, 0), octets), kind));
        }
    }

    /// <summary>What a member says to the other one.</summary>
    public void SendWord(TicketMember from, byte[] octets)
    {
        foreach (var to in _members.Where(member => member != from))
        {
            from.Sync.Lan.Send(from.Sync, Ether.Carry(
                from.Sync.Mac, to.Sync.Mac,
                Ether.Udp(
                    from.Sync.Address, to.Sync.Address, WordPort, WordPort, 1, octets),
                MessageKind.Sync));
        }
    }

    public void Tell(MomentKind kind, string who, string says)
    {
        _hash.Add(Agenda.Now, 0, (byte)kind, $"{who}: {says}");
        _timeline.Add(new(Agenda.Now, kind, who, says));
    }

    private Secret Draw(int length)
    {
        var octets = new byte[length];
        _chance.Fill(octets);
        return new(octets);
    }

    private void Do(TicketDeed deed)
    {
        var member = _members.First(one => one.Name == deed.Member);
        switch (deed.Kind)
        {
            case TicketDeedKind.Asks:
                _holder.Ask(member);
                break;
            case TicketDeedKind.Shows:
                Tell(MomentKind.Peer, deed.Member, $"is shown ticket {deed.Ticket}");
                _holder.Show(member, deed.Ticket);
                break;
            case TicketDeedKind.Proves:
                _holder.Prove(member, deed.Ticket);
                break;
            case TicketDeedKind.Deletes:
                Tell(MomentKind.Peer, deed.Member, "is asked to delete the IKE SA");
                _holder.Delete(member);
                break;
            case TicketDeedKind.Dies:
                Tell(MomentKind.Fault, deed.Member, "dies");
                member.Die();
                break;
            case TicketDeedKind.Starts:
                Tell(MomentKind.Life, deed.Member, "starts anew");
                member.Start();
                break;
            case TicketDeedKind.LearnsOther:
                Tell(MomentKind.Role, deed.Member, "learns that the other one is off");
                member.LearnsOther();
                break;
        }
    }

    private static void Receive(LanPort port, Frame frame, ushort at, Taker take)
    {
        if (EthernetHeader.TryParse(frame.Octets, out var header, out _)
            && header.Destination == port.Mac
            && Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _)
            && packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort == at)
        {
            take(HostAddress.From(packet.SourceAddress), datagram.Payload);
        }
    }
}
