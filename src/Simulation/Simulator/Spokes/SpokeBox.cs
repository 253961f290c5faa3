using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>
/// A spoke of a DMVPN: a peer to each of its hubs, tunnels through the SAs with them and with other
/// spokes, and the shipped machines of NHRP. Law: which way a packet takes is what a machine has
/// installed, and nothing is decided here.
/// </summary>
internal sealed partial class SpokeBox
{
    // 192.168.0.2 and so on: nobody else sees them.
    private const uint Private = 0xC0A8_0002;

    private readonly Stage _stage;
    private readonly SpokeSeat _seat;
    private readonly LanPort _port;
    private readonly NhrpRegistration.Config _registration;
    private readonly NhrpShortcut.Config _shortcut;
    private readonly List<HubTunnel> _hubs = [];
    private readonly KeyRing[] _keys = new KeyRing[2];
    private Chance _chance;
    private Instant? _wake;

    public SpokeBox(Stage stage, SpokeSeat seat, LanPort port, int placeBehindNat)
    {
        (_stage, _seat, _port) = (stage, seat, port);
        _chance = Chance.Of(stage.Seed, $"spoke {seat.Name}");
        var peer = stage.Plan.Peers.First(one => one.Name == seat.At(seat.Plan.Hubs[0]));
        Liveness = Checked<LivenessCheck.Config>(
            LivenessCheck.Config.TryCreate(
                MemberSettings.Liveness(peer), out var liveness, out var error), liveness, error);
        Ids = Checked<MessageIds.Config>(
            MessageIds.Config.TryCreate(
                new()
                {
                    RetryAfter = peer.RetryAfter,
                    SendsMax = peer.SendsMax,
                    Window = peer.Window,
                },
                out var ids, out error), ids, error);
        _registration = Checked<NhrpRegistration.Config>(
            NhrpRegistration.Config.TryCreate(
                new() { HoldingTime = seat.Plan.HoldTime }, out var registration, out error),
            registration, error);
        _shortcut = Checked<NhrpShortcut.Config>(
            NhrpShortcut.Config.TryCreate(
                new() { Phase = seat.Plan.Phase }, out var shortcut, out error), shortcut, error);
        Nat = seat.Plan.BehindNat is null
            ? null
            : new(
                new(Private + (uint)placeBehindNat, IsIpv6: false), port.Address,
                placeBehindNat);
        MakeKeys();
    }

    public string Name => _seat.Name;

    public SpokePlan Plan => _seat.Plan;

    /// <summary>Its address inside the tunnels.</summary>
    public HostAddress Tunnel => _seat.Tunnel;

    /// <summary>What is behind it.</summary>
    public Prefix Network => _seat.Network;

    public LanPort Port => _port;

    /// <summary>The NAT before it; null: there is none.</summary>
    public NatBox? Nat { get; }

    /// <summary>Its own address outside.</summary>
    public HostAddress Here => Nat?.Inside ?? _port.Address;

    public LivenessCheck.Config Liveness { get; }

    public MessageIds.Config Ids { get; }

    public byte[] Room { get; } = new byte[4_096];

    public Instant Now => _stage.Agenda.Now;

    public bool IsRunning { get; private set; } = true;

    /// <summary>The hub through which its packets go; null: through none.</summary>
    public GatewayPlan? HubInUse =>
        _hubs.Find(hub => hub.IsUsable)?.Peer.Gateway;

    /// <summary>Whether an address is behind it.</summary>
    public bool IsBehind(HostAddress address) => _seat.Network.Contains(address);

    public void Fill(Span<byte> octets) => _chance.Fill(octets);

    public IkeSpi DrawSpi() => new(_chance.Next() | 1);

    public KeyRing KeysOf(IkeRole role) => _keys[role == IkeRole.Initiator ? 0 : 1];

    /// <summary>The peer that it is to some of its hubs.</summary>
    public void Add(PeerBox peer) => _hubs.Add(new(peer, _registration, Now));

    /// <summary>It is gone at once, with all of its SAs.</summary>
    public void Crash()
    {
        IsRunning = false;
        foreach (var link in _links.ToArray())
        {
            link.End();
        }

        _hubs.ForEach(hub => hub.Peer.Crash());
        _ways.Clear();
        _realNbma = null;
        Array.ForEach(_keys, keys => keys.Dispose());
    }

    /// <summary>It starts anew, and registers.</summary>
    public void Start()
    {
        if (!IsRunning)
        {
            IsRunning = true;
            MakeKeys();
            _hubs.ForEach(hub => hub.Peer.Start());
        }
    }

    /// <summary>Deletes its SAs with other spokes; false: it has none.</summary>
    public bool DeleteLinks()
    {
        var any = _links.Exists(link => link.IsUp);
        foreach (var link in _links.ToArray())
        {
            link.Delete();
        }

        return any;
    }

    /// <summary>A frame on its card; with others behind a NAT it has one.</summary>
    public void Receive(LanPort port, Frame frame)
    {
        if (!IsRunning || !EthernetHeader.TryParse(frame.Octets, out var header, out _)
            || header.Destination != port.Mac)
        {
            return;
        }

        ReadOnlySpan<byte> octets = frame.Octets.AsSpan(Lan.HeaderLength);
        if (Nat is not null)
        {
            octets = Nat.In(octets);
        }

        if (!octets.IsEmpty && Ipv4Packet.TryParse(octets, out var packet, out _)
            && !IsOfLink(octets, packet))
        {
            foreach (var hub in _hubs)
            {
                hub.Peer.Take(port, frame);
            }
        }
    }

    /// <summary>Puts a packet on the wire.</summary>
    public void Put(HostAddress there, ReadOnlySpan<byte> packet, MessageKind kind)
    {
        if (_stage.Fabric.NextOf(_port.Lan, _port.Address, there) is not { } next)
        {
            return;
        }

        if (Nat is null)
        {
            _port.Lan.Send(_port, Ether.Carry(_port.Mac, next, packet, kind));
        }
        else if (Nat.Out(packet) is { } changed)
        {
            _port.Lan.Send(_port, Ether.Carry(_port.Mac, next, changed, kind));
        }
    }

    /// <summary>When its machines are due next.</summary>
    public void PlanTick()
    {
        Instant? due = null;
        foreach (var hub in _hubs)
        {
            due = Instant.Earliest(
                due, NhrpRegistration.Deadline(_registration, hub.Registration));
        }

        foreach (var way in _ways.Values)
        {
            due = Instant.Earliest(due, NhrpShortcut.Deadline(_shortcut, way.State));
        }

        foreach (var link in _links)
        {
            due = Instant.Earliest(due, link.Deadline);
        }

        if (due is { } at && (_wake is null || at < _wake || _wake < Now))
        {
            at = Instant.Latest(at, Now);
            _wake = at;
            _stage.Agenda.At(at, () => Wake(at));
        }
    }

    private void Wake(Instant at)
    {
        if (_wake != at || !IsRunning)
        {
            return;
        }

        _wake = null;
        foreach (var hub in _hubs)
        {
            if (NhrpRegistration.Deadline(_registration, hub.Registration) <= Now)
            {
                Registration(hub, new NhrpRegistration.Input.Tick());
            }
        }

        foreach (var way in _ways.Values.ToArray())
        {
            if (NhrpShortcut.Deadline(_shortcut, way.State) <= Now)
            {
                Shortcut(way, new NhrpShortcut.Input.Tick());
            }
        }

        foreach (var link in _links.ToArray())
        {
            link.Tick(Now);
        }

        PlanTick();
    }

    private void MakeKeys() => (_keys[0], _keys[1]) =
        (new(_stage.Cryptography, isPeer: true), new(_stage.Cryptography, isPeer: false));

    private static T Checked<T>(bool isGood, T? made, ConfigError error)
        where T : class =>
        isGood ? made! : throw new ArgumentException(error.ToString(), nameof(made));
}
