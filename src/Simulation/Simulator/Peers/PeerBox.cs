using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// Who is at the other end of the SAs: the shipped machines of liveness, message IDs and their
/// synchronisation, ESP, and what is behind it. It knows one gateway by one address, and nothing of
/// members.
/// </summary>
internal sealed partial class PeerBox
{
    // 192.168.0.2: nobody else sees it.
    private static readonly HostAddress Private = new(0xC0A8_0002, IsIpv6: false);

    private readonly Stage _stage;
    private readonly LivenessCheck.Config _liveness;
    private readonly MessageIds.Config _ids;
    private readonly MessageIdSync.Config _sync;
    private readonly DeadPeerDetection.Config _dpd;
    private readonly byte[] _room = new byte[70_000];
    private KeyRing _keys;
    private readonly List<LanPort> _ports;
    private readonly GatewayPlan _home;
    private Chance _chance;
    private string? _over;

    public PeerBox(
        Stage stage, PeerPlan plan, GatewayPlan gateway, IReadOnlyList<LanPort> ports)
    {
        _stage = stage;
        Plan = plan;
        Gateway = _home = gateway;
        _ports = [.. ports];
        Port = ports[0];
        Identity = MemberSettings.IdentityOf(plan.Name);
        _chance = Chance.Of(stage.Seed, $"peer {plan.Name}");
        _keys = new(stage.Cryptography, isPeer: true);
        _exchanges = new(
            IkeExchanges.Step,
            new(
                stage.Cryptography, NoncePartition.Alone, octets => _chance.Fill(octets),
                isRepeatable: true),
            () => Now, Standing, Carry, _ => PlanTick());
        _responses = new(stage.Cryptography, FirstKeys(), this, isCluster: false);
        _tries = new(FirstKeys(), plan.FollowsRedirects, this);
        _phaseOneAttempts = new(PhaseOneKeys(), this);
        _phaseOneResponses = new(PhaseOneKeys(), this, isCluster: false);
        _quickAttempts = new(this, isCluster: false);
        _quickResponses = new(this, isCluster: false);
        _liveness = LivenessCheck.Config.TryCreate(
            MemberSettings.Liveness(plan), out var liveness, out var error)
            ? liveness
            : throw new ArgumentException(error.ToString(), nameof(plan));
        _ids = MessageIds.Config.TryCreate(
            new()
            {
                RetryAfter = plan.RetryAfter,
                SendsMax = plan.SendsMax,
                Window = plan.Window,
            },
            out var ids, out error)
            ? ids
            : throw new ArgumentException(error.ToString(), nameof(plan));
        _sync = MessageIdSync.Config.TryCreate(new(), out var sync, out error)
            ? sync
            : throw new ArgumentException(error.ToString(), nameof(plan));
        _dpd = DeadPeerDetection.Config.TryCreate(
            MemberSettings.Dpd(plan), out var dpd, out error)
            ? dpd
            : throw new ArgumentException(error.ToString(), nameof(plan));
        _mobike = MobikeInitiator.Config.TryCreate(new(), out var mobike, out error)
            ? mobike
            : throw new ArgumentException(error.ToString(), nameof(plan));
        Nat = plan.IsBehindNat ? new(Private, Port.Address) : null;
        foreach (var port in ports)
        {
            port.Receive = Receive;
        }
    }

    public PeerPlan Plan { get; }

    /// <summary>The gateway with which it has SAs, or tries to.</summary>
    public GatewayPlan Gateway { get; private set; }

    /// <summary>The card by which it is reached now.</summary>
    public LanPort Port { get; private set; }

    /// <summary>The address by which gateways know it before it has said another one.</summary>
    public HostAddress Home => _ports[0].Address;

    /// <summary>The NAT before it; null: there is none.</summary>
    public NatBox? Nat { get; init; }

    public Octets Identity { get; }

    /// <summary>The address on which SAs end at their gateway.</summary>
    public HostAddress EndOf(Agreement agreement) =>
        _stage.Addresses.End(agreement.Gateway, agreement.Sas);

    public BoxClock Clock { get; } = new();

    public Instant SuspendedUntil { get; set; }

    public bool IsRunning { get; private set; } = true;

    /// <summary>The networks behind it, by the place of the CHILD SA.</summary>
    public required Func<SaPlan, int, Prefix> Remotes { get; init; }

    private Instant Now => Clock.Local(_stage.Agenda.Now);

    public Prefix RemoteOf(SaPlan sas, int place) => Remotes(sas, place);

    /// <summary>It is gone at once, with all of its SAs.</summary>
    public void Crash()
    {
        if (!IsRunning)
        {
            return;
        }

        (IsRunning, SuspendedUntil) = (false, _stage.Agenda.Now);
        _stage.Tell(MomentKind.Life, Plan.Name, "crashes");
        foreach (var ike in _ikes.Values.ToArray())
        {
            Drop(ike);
        }

        _attempts.Clear();
        _clients.Clear();
        _exchanges.Clear();
        EndHandshakes();
        EndStreams();
        if (!Succeed())
        {
            _keys.Dispose();
        }
    }

    /// <summary>It starts anew, and establishes its SAs.</summary>
    public void Start()
    {
        _hasSecond = true;
        if (IsRunning || _isSucceeding)
        {
            return;
        }

        IsRunning = true;
        _stage.Tell(MomentKind.Life, Plan.Name, "starts anew");
        _keys = new(_stage.Cryptography, isPeer: true);
        foreach (var sas in _stage.Plan.Sas)
        {
            if (sas.Peer == Plan.Name && sas.At <= _stage.Agenda.Now - Instant.Zero)
            {
                Establish(sas);
            }
        }
    }

    /// <summary>A packet from behind it.</summary>
    public void Protect(ReadOnlySpan<byte> packet)
    {
        if (!IsRunning || IsSuspended || !Ipv4Packet.TryParse(packet, out var inner, out _))
        {
            return;
        }

        if (ChildFor(HostAddress.From(inner.SourceAddress)) is not { } child)
        {
            Acquire();
            return;
        }

        if (!child.Out.TryEncapsulate(packet, _room, out var written, out _))
        {
            return;
        }

        Live(child.Ike, new LivenessCheck.Input.Outbound());
        Send(
            child.Ike.Agreement.Sas, child.Ike.ChildHere, EndOf(child.Ike.Agreement),
            _room.AsSpan(0, written), MessageKind.Esp);
    }

    /// <summary>A recorded packet goes as it is, if this peer has its SA.</summary>
    public void SendRecorded(Octets esp)
    {
        if (!IsRunning || IsSuspended || !EspPacket.TryParse(esp.Span, out var view, out _))
        {
            return;
        }

        var spi = view.Spi;
        if (_children.Values.FirstOrDefault(one => one.Agreement.MemberSpi == spi)
            is not { } child)
        {
            return;
        }

        Live(child.Ike, new LivenessCheck.Input.Outbound());
        _stage.Watch.Recorded!.Sent(esp);
        var there = EndOf(child.Ike.Agreement);
        Send(
            child.Ike.Agreement.Sas, child.Ike.ChildHere, there,
            new Ipv4PacketValue
            {
                TimeToLive = 64,
                Protocol = IpProtocol.Esp,
                SourceAddress = Ether.AddressOf(Port.Address),
                DestinationAddress = Ether.AddressOf(there),
                Payload = esp,
            }.ToArray(),
            MessageKind.Esp);
    }

    /// <summary>Its own address.</summary>
    private HostAddress Here => Nat?.Inside ?? Port.Address;

    private LanPort? PortAt(HostAddress here) =>
        Nat is null ? _ports.Find(one => one.Address == here) : Port;

    private UdpPorts? Udp => Nat is null ? null : UdpPorts.Standard;

    private bool IsSuspended => SuspendedUntil > _stage.Agenda.Now;

    private PeerChild? ChildFor(HostAddress from)
    {
        PeerChild? found = null;
        if (_byNetwork.TryGetValue((uint)from.Value & 0xFFFF_FF00, out var children))
        {
            foreach (var child in children)
            {
                if (child.IsConfirmed && child.Local.Contains(from)
                    && (found is null || found.IsEnding
                        || (!child.IsEnding && !IsOfOtherLink(child))))
                {
                    found = child;
                }
            }
        }

        return found;
    }

    /// <summary>Of SAs over several links those are used whose packets have come last: the gateway
    /// has chosen.</summary>
    private bool IsOfOtherLink(PeerChild child) =>
        _over is not null && child.Ike.Agreement.Sas.Over != _over;

    /// <summary>A packet of an SA goes to its gateway: as it is, or as a frame in a stream.
    /// </summary>
    private void Send(
        SaPlan sas, HostAddress here, HostAddress there, ReadOnlySpan<byte> packet,
        MessageKind kind)
    {
        if (Plan.IsOverTcp)
        {
            Put(sas, there, packet, kind);
        }
        else
        {
            Send(here, there, packet, kind);
        }
    }

    private void Send(
        HostAddress here, HostAddress there, ReadOnlySpan<byte> packet, MessageKind? kind)
    {
        if (IsSuspended)
        {
            throw new InvalidOperationException($"{Plan.Name} sends in its sleep");
        }

        if (!_stage.Fabric.Converging.Contains(Plan.Name)
            && PortAt(here) is { } port
            && _stage.Fabric.NextOf(port.Lan, port.Address, there) is { } next)
        {
            if (Nat is null)
            {
                port.Lan.Send(port, Ether.Carry(port.Mac, next, packet, kind));
            }
            else if (Nat.Out(packet) is { } changed)
            {
                port.Lan.Send(port, Ether.Carry(port.Mac, next, changed, kind));
            }
        }
    }

    private void Receive(LanPort port, Frame frame)
    {
        if (!IsRunning || IsSuspended
            || !EthernetHeader.TryParse(frame.Octets, out var header, out _)
            || header.Destination != port.Mac)
        {
            return;
        }

        ReadOnlySpan<byte> octets = frame.Octets.AsSpan(Lan.HeaderLength);
        if (Nat is not null)
        {
            octets = Nat.In(octets);
        }

        if (!Ipv4Packet.TryParse(octets, out var packet, out _))
        {
            return;
        }

        if (packet.Protocol != IpProtocol.Tcp)
        {
            FromGateway(octets, packet);
        }
        else if (TcpCarried.TrySegment(packet, out var segment))
        {
            FromStream(packet, segment);
        }
    }

    private void FromGateway(ReadOnlySpan<byte> octets, Ipv4Packet packet)
    {
        if (UdpCarried.TryEsp(packet, out var esp))
        {
            Open(octets, esp);
        }
        else if (packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _))
        {
            var from = HostAddress.From(packet.SourceAddress);
            if (datagram.DestinationPort != UdpCarried.Port)
            {
                FromGateway(from, datagram.Payload);
            }
            else if (UdpCarried.TryIke(datagram.Payload, out var message))
            {
                FromGateway(from, message);
            }
        }
    }

    private void Open(ReadOnlySpan<byte> packet, EspPacket esp)
    {
        if (!_children.TryGetValue(esp.Spi, out var child))
        {
            _stage.Options.Missed?.Invoke(Plan.Name, esp.Spi);
            DeleteUnknown(esp.Spi);
            return;
        }

        if (!child.In.TryDecapsulate(packet, _room, out var opened, out _))
        {
            return;
        }

        Confirm(child);
        _over = child.Ike.Agreement.Sas.Over;
        Live(child.Ike, new LivenessCheck.Input.Heard());
        Opened(_room.AsSpan(0, opened.Written));
    }
}
