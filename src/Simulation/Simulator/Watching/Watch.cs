using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Watching;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>Everybody who looks on: at octets where they pass, and at boxes where octets do not
/// tell.</summary>
internal sealed class Watch
{
    private const byte SentCode = 0x80;
    private const byte TakenCode = 0x81;
    private const int OctetsOfTaken = 40;
    private const int HsrpPort = 1985;
    private const int IkePort = 500;

    private readonly Stage _stage;
    private readonly Onlooker[] _onlookers;
    private readonly OldEpoch _epochs;
    private readonly Serving _serving;
    private readonly RoutesOfSas _routes;
    private readonly OpenDoors _doors;
    private readonly LoneFirstHops _lone;
    private readonly LeadingSwitches _leading;
    private readonly VirtualMacOnWire _macs;
    private readonly AskedPlaces _asked;
    private readonly ProbesOnWire _probes;
    private readonly PacedRekeys _paced;
    private readonly OpenRequests _open;
    private readonly bool _hasMobile;
    private long _messages;

    public Watch(Stage stage)
    {
        _stage = stage;
        Verdicts = new(stage.Plan.Oracles, stage.Agenda, violation => stage.Tell(
            MomentKind.Violation, violation.Invariant, violation.Says));
        Numbers = new(Verdicts);
        Requests = new(Verdicts, stage.Sealed);
        Accepted = new(Verdicts);
        Frames = new(Verdicts);
        Kept = new(Verdicts, stage);
        _epochs = new(Verdicts);
        _serving = new(stage);
        _routes = new(Verdicts, stage.Agenda);
        _doors = new(Verdicts, stage);
        _lone = new(Verdicts, stage);
        _leading = new(Verdicts, stage);
        Moves = new(Verdicts, stage);
        Shortcuts = new(Verdicts, stage);
        _macs = new(Verdicts, stage);
        _asked = new(Verdicts, stage);
        _open = new(Verdicts, stage);
        _hasMobile = stage.Plan.Peers.Any(peer => peer.IsMobile);
        Recordings = stage.Plan.Attacker is { } attacker ? new(attacker) : null;
        _probes = new(Verdicts, stage.Agreements, stage.Cryptography);
        _paced = new PacedRekeys(
            Verdicts, stage.Agenda,
            stage.Plan.Policy.PacePerSecond + new PacedWork.Settings().Burst);
        _onlookers =
        [
            new NoncesOnWire(Verdicts, PolicyOf), Numbers, Requests, new SilentStandby(Verdicts),
            new ClearText(Verdicts, address => stage.HostAt(address) is not null), _epochs,
            new UniqueIkeSas(Verdicts), new ShownTokens(Verdicts, stage),
            new RedirectsOnWire(Verdicts, stage), _asked, Shortcuts,
            new LivesOnWire(Verdicts, spi => stage.Agreements.SasOf(spi)?.LifeOctets),
            _paced, new ExchangesOnWire(Verdicts, _paced.Count), _probes,
        ];
    }

    public Verdicts Verdicts { get; }

    public NumbersOnWire Numbers { get; }

    public RequestsOnWire Requests { get; }

    public AcceptedPackets Accepted { get; }

    public FramesInStreams Frames { get; }

    public Recordings? Recordings { get; }

    /// <summary>What members of the next version tell.</summary>
    public KeptChanges Kept { get; }

    /// <summary>Who serves the peers of each gateway.</summary>
    public UnmovedPeers Moves { get; }

    /// <summary>What spokes have installed, and over what.</summary>
    public ShortcutsOfSas Shortcuts { get; }

    /// <summary>The recording that a peer sends; null: it protects what hosts send.</summary>
    public RecordedPackets? Recorded { get; init; }

    public void Started(MemberBox box) => _epochs.Started(box);

    public void Heard(MemberBox box, SyncMessage message) => _epochs.Heard(box, message);

    public void Routes(
        MemberBox box, HashSet<Prefix> calls, IReadOnlyCollection<Prefix> routes) =>
        _routes.Look(box, calls, routes);

    public void Route(MemberBox box, Prefix prefix, bool isCalledFor, bool isThere) =>
        _routes.Look(box, prefix, isCalledFor, isThere);

    public void Rekeyed() => _serving.Rekeyed++;

    /// <summary>A member begins to make SAs anew.</summary>
    public void BeginsRekey() => _paced.Begins();

    /// <summary>I24: a CHILD SA is for packets that no plan has.</summary>
    public void Strange(string who, TrafficPair selectors) =>
        Verdicts.Broken("I24", $"{who} has a CHILD SA for {selectors}, which no plan has");

    public void HalfOpen(int count) => _serving.HalfOpen = Math.Max(_serving.HalfOpen, count);

    public void Reestablished() => _serving.Reestablished++;

    /// <summary>A peer has lost an IKE SA with its CHILD SAs.</summary>
    public void Lost(PeerIke ike) => _serving.SasLost += 1 + ike.Children.Count;

    public void FirstPacket(MemberBox box) => _serving.FirstPacket(box);

    /// <summary>A fault happens.</summary>
    public void Broke(Fault? fault)
    {
        _serving.Broke();
        Moves.Upset(fault);
    }

    public void LookAt(Flow flow)
    {
        _serving.LookAt(flow);
        _doors.Look();
        _lone.Look();
        _leading.Look();
        Moves.Look();
    }

    /// <summary>Whether traffic passes somewhere has changed.</summary>
    public void OpenChanged()
    {
        _serving.OpenChanged();
        Moves.Look();
        if (_stage.Plan.Policy.Solo == SoloPolicy.AvailabilityFirst)
        {
            foreach (var (gateway, open) in _serving.Open)
            {
                if (open > 1)
                {
                    Requests.Excuse(gateway);
                }
            }
        }

        AloneChanged();
    }

    /// <summary>Somebody goes on alone, or two let traffic pass: where it is both at one gateway
    /// whose policy lets them, a number of the one may be a number of the other (docs/adr/0053).
    /// </summary>
    public void AloneChanged()
    {
        foreach (var (gateway, open) in _serving.Open)
        {
            if (open < 2)
            {
                Numbers.United(gateway);
            }
            else if (_stage.Members.Values.Any(box => box.Gateway.Name == gateway
                && box is { MayServe: true, Life: { IsAlone: true, IsAvailabilityFirst: true } }))
            {
                Numbers.Divided(gateway);
            }
        }
    }

    /// <summary>A member begins to reign.</summary>
    public void Reigns(MemberBox box, Takeover takeover, Func<Spi, ulong> highestSent)
    {
        _serving.Reigns(box, takeover, highestSent);
        Moves.Reigns(box, takeover.Standing);
        Accepted.Declared += takeover.Cost.AcceptedTwice;
        if (takeover.Children.Count > 0 && takeover.Standing != StandingKind.Synced)
        {
            Numbers.Unsure(box.Gateway.Name);
            if (_stage.Plan.Policy.Solo == SoloPolicy.AvailabilityFirst)
            {
                Requests.Excuse(box.Gateway.Name);
            }
        }
    }

    public void Delivered(Flow flow, long number) => _serving.Delivered(flow, number);

    /// <summary>A frame is put on a wire.</summary>
    public void Sent(LanPort port, Frame frame)
    {
        _stage.Hash.Add(_stage.Agenda.Now, WhereOf(port), SentCode, frame.Octets);
        Recordings?.Record(port, frame);
        _macs.Look(port, frame);
        if (frame.Source != FrameSource.Box
            || port.Lan.Plan.Kind is SegmentKind.Inside or SegmentKind.Sync
            || frame.Kind is MessageKind.Hsrp
            || !Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _))
        {
            return;
        }

        Look(port, packet);
    }

    /// <summary>A frame is put in a connection: those who look at wires see what it stands for.
    /// </summary>
    public void Put(LanPort port, TcpEnd end, ReadOnlySpan<byte> packet, ReadOnlySpan<byte> frame)
    {
        Frames.Put(end, frame);
        if (Ipv4Packet.TryParse(packet, out var ip, out _))
        {
            Look(port, ip);
        }
    }

    private void Look(LanPort port, Ipv4Packet packet)
    {
        foreach (var one in _onlookers)
        {
            one.Outside(port, packet);
        }

        _messages += IsIke(packet) ? 1 : 0;
        if (SenderOf(port, packet) is not { } member)
        {
            return;
        }

        if (UdpCarried.TryEsp(packet, out var esp))
        {
            foreach (var one in _onlookers)
            {
                one.Esp(member, esp);
            }
        }
        else if (packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort is not (HsrpPort or BfdSession.Port))
        {
            var message = datagram.SourcePort == UdpCarried.Port
                && UdpCarried.TryIke(datagram.Payload, out var marked)
                    ? marked
                    : datagram.Payload;
            foreach (var one in _onlookers)
            {
                one.Ike(member, message);
            }
        }
    }

    private static bool IsIke(Ipv4Packet packet) => packet.Protocol == IpProtocol.Udp
        && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
        && (datagram.SourcePort == IkePort
            || ((datagram.SourcePort == UdpCarried.Port
                    || datagram.DestinationPort == UdpCarried.Port)
                && UdpCarried.TryIke(datagram.Payload, out _)));

    /// <summary>A frame is taken off a wire.</summary>
    public void Taken(LanPort port, Frame frame)
    {
        _stage.Hash.Add(
            _stage.Agenda.Now, WhereOf(port), TakenCode,
            frame.Octets.AsSpan(0, Math.Min(OctetsOfTaken, frame.Octets.Length)));
        if (_hasMobile)
        {
            _asked.Taken(port, frame);
        }
    }

    /// <summary>The run is nearly over, and all is mended for a while.</summary>
    public void NearlyOver() => _open.Note();

    /// <summary>The run is over.</summary>
    public void End()
    {
        OpenChanged();
        _routes.End();
        new Recovery(Verdicts, _stage).Look();
        new AgreedSas(Verdicts, _stage).Look();
        _open.Look();
        Kept.Look();
        Shortcuts.End();
        Recorded?.End();
        _asked.Dispose();
        _probes.Dispose();
    }

    public Measures Measures() => _serving.Measures() with
    {
        AcceptedTwice = (long)Accepted.Twice,
        MessageIdsSkipped = Requests.Skipped,
        MessageIdsOfTwo = Requests.OfTwo,
        SequenceNumbersOfTwo = Numbers.OfTwo,
        RoutesWrong = _routes.Wrong,
        IkeMessages = _messages,
        Registrations = Shortcuts.Registrations,
        PacketsPastHubs = Shortcuts.PastHubs,
    };

    /// <summary>The member that sends; a box of several gateways has an address in each.</summary>
    private MemberBox? SenderOf(LanPort port, Ipv4Packet packet)
    {
        var seats = _stage.SeatsOf(port.Owner);
        if (seats.Count < 2)
        {
            return seats.Count == 0 ? null : seats[0];
        }

        var source = HostAddress.From(packet.SourceAddress);
        return seats.FirstOrDefault(seat => seat.FrontAddress == source);
    }

    private IvPolicy PolicyOf(Spi spi) => Recorded?.Of(spi) is { } recorded
        ? IvPolicies.Of(recorded.Encryption)
        : _stage.Agreements.SasOf(spi) is { } sas
            ? IvPolicies.Of(SaSuites.Of(sas.Suite).Encryption)
            : IvPolicy.None;

    private static ushort WhereOf(LanPort port) =>
        (ushort)((port.Lan.Index << 8) | (port.Index & 0xFF));
}
