using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Netlink;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <content>ESP that comes and goes, within what was granted.</content>
internal sealed partial class IpsecShell
{
    private const int WindowSize = 128;

    private readonly Dictionary<IkeSaId, (Instant Heard, Instant Sent)> _lifeSigns = [];
    private (byte[] Packet, int At)? _foreign;
    private Flow? _from;

    /// <summary>Routes and guards.</summary>
    public void Carry(ReverseRouteInjection.Output change)
    {
        try
        {
            Route(change);
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            // One prefix that the kernel does not take ends no other one's tunnel.
            IpsecJournal.Fails(_journal, refused.Message);
        }
    }

    private void Route(ReverseRouteInjection.Output change)
    {
        switch (change)
        {
            case ReverseRouteInjection.Output.Guard(var prefix, var vrf, _):
                NetworkRoutes.Guard(_routes, prefix, vrf);
                break;
            case ReverseRouteInjection.Output.Unguard(var prefix, var vrf, _):
                NetworkRoutes.Unguard(_routes, prefix, vrf);
                break;
            case ReverseRouteInjection.Output.Add(var route):
                NetworkRoutes.Add(_routes, route, _device.Link);
                IpsecJournal.Route(_journal, $"{route.Prefix}", "added");
                break;
            case ReverseRouteInjection.Output.Replace(_, var route):
                NetworkRoutes.Add(_routes, route, _device.Link);
                break;
            case ReverseRouteInjection.Output.Withdraw(var route):
                NetworkRoutes.Withdraw(_routes, route, _device.Link);
                IpsecJournal.Route(_journal, $"{route.Prefix}", "withdrawn");
                break;
            case ReverseRouteInjection.Output.Conflict(var prefix, _, _):
                IpsecJournal.Route(_journal, $"{prefix}", "several peers claim it");
                break;
            case ReverseRouteInjection.Output.ConflictEnded or ReverseRouteInjection.Output.Yield
                or ReverseRouteInjection.Output.Refused or ReverseRouteInjection.Output.Release:
                break;
        }
    }

    /// <summary>What becomes of a packet that no tunnel took.</summary>
    public void Carry(AsymmetricTraffic.Output wanted)
    {
        if (wanted is AsymmetricTraffic.Output.Process or AsymmetricTraffic.Output.ProcessExposed
            && _foreign is var (packet, at)
            && EspPacket.TryParse(packet.AsSpan(at), out var esp, out _)
            && _isOpen && _tunnels.Of(esp.Spi) is { } tunnel)
        {
            Accept(tunnel, packet);
        }
    }

    private void HearEsp()
    {
        for (var heard = 0; heard < DatagramsMax; heard++)
        {
            var length = _esp.Receive(_heard);
            if (length == 0)
            {
                return;
            }

            _from = null;
            var head = (_heard[0] & 0x0F) * 4;
            if (length > head)
            {
                HearEsp(_heard.AsSpan(0, length), head);
            }
        }
    }

    /// <summary>A packet of ESP with what is around it.</summary>
    private void HearEsp(ReadOnlySpan<byte> packet, int at)
    {
        if (!EspPacket.TryParse(packet[at..], out var esp, out _))
        {
            return;
        }

        if (_isOpen && _tunnels.Of(esp.Spi) is { } tunnel)
        {
            Accept(tunnel, packet);
            return;
        }

        _from = null;
        _foreign = (packet.ToArray(), at);
        _step(new Input.Packet(esp.Spi, null, 0));
        _foreign = null;
    }

    private void Accept(Tunnel tunnel, ReadOnlySpan<byte> packet)
    {
        if (tunnel.In is not { } inbound)
        {
            return;
        }

        var newest = inbound.Window.Right;
        if (!inbound.TryDecapsulate(packet, _made, out var opened, out var refusal))
        {
            if (refusal.Fault == PacketFault.AwaitsFloor)
            {
                Wait(tunnel, inbound, packet, refusal.Offset);
            }

            return;
        }

        tunnel.Accept(opened.Number, _now());
        if (opened.Number > newest && _from is { } from && from != tunnel.Place.Flow
            && Known(tunnel.Sa.Ike) is { } ike)
        {
            Follow(ike, from);
        }

        // RFC 4301 §5.2: what an SA carries has to be what was agreed on for it.
        var inner = _made.AsSpan(0, opened.Written);
        if (PacketFlow.TryRead(inner, out var flow) && flow.IsOf(tunnel.Traffic))
        {
            LibC.WritePacket(_device.File, inner);
        }

        Sign(tunnel.Sa.Ike, isHeard: true);
        Ask(tunnel);
    }

    private void Wait(
        Tunnel tunnel, EspInbound inbound, ReadOnlySpan<byte> packet, int numberAt)
    {
        if (EspPacket.TryParse(packet[(numberAt - 4)..], out var esp, out _))
        {
            inbound.Window.Check(esp.SequenceNumber, out var number);
            tunnel.Wait(number, packet);
            Ask(tunnel);
        }
    }

    /// <summary>Clear packets that are routed here.</summary>
    private void HearClear()
    {
        for (var heard = 0; heard < DatagramsMax; heard++)
        {
            var length = LibC.ReadPacket(_device.File, _heard);
            if (length == 0)
            {
                return;
            }

            var packet = _heard.AsSpan(0, length);
            if (!_isOpen || !PacketFlow.TryRead(packet, out var flow)
                || _tunnels.For(flow) is not { } tunnel)
            {
                continue;
            }

            if (!TrySend(tunnel, packet, out var refusal)
                && refusal.Fault == PacketFault.LeaseUsedUp && tunnel.Held.Count < Tunnel.HeldMax)
            {
                tunnel.Held.Enqueue(packet.ToArray());
            }

            Ask(tunnel);
        }
    }

    private bool TrySend(Tunnel tunnel, ReadOnlySpan<byte> packet, out PacketRefusal refusal)
    {
        if (!tunnel.Out!.TryEncapsulate(packet, _made, out var written, out refusal))
        {
            return false;
        }

        tunnel.Sent((uint)written);
        var flow = tunnel.Place.Flow;
        if (tunnel.Place.IsEncapsulated)
        {
            _encapsulated.Send(_made.AsSpan(OuterPacket.UdpRoom..written), flow);
        }
        else
        {
            _esp.Send(_made.AsSpan(OuterPacket.IpRoom..written), flow.Path.Remote);
        }

        Sign(tunnel.Sa.Ike, isHeard: false);
        return true;
    }

    private void SendThrough(Spi spi, ulong number, ulong octets)
    {
        if (TunnelOf(spi) is not { } tunnel)
        {
            return;
        }

        tunnel.Grant(number, octets);
        tunnel.IsReady = true;
        while (_isOpen && tunnel.Out is not null && tunnel.Held.TryPeek(out var held)
            && (TrySend(tunnel, held, out var refusal)
                || refusal.Fault != PacketFault.LeaseUsedUp))
        {
            // What can never be sent keeps no other packet waiting.
            tunnel.Held.Dequeue();
        }
    }

    private void AcceptThrough(Spi spi, ulong number)
    {
        if (TunnelOf(spi) is not { } tunnel)
        {
            return;
        }

        tunnel.Raise(number);
        if (_isOpen)
        {
            foreach (var packet in tunnel.Release())
            {
                Accept(tunnel, packet);
            }
        }
    }

    /// <summary>What the peer of an IKE SA does is told the machine from time to time.</summary>
    private void Sign(IkeSaId ike, bool isHeard)
    {
        var signs = _lifeSigns.GetValueOrDefault(ike, (Instant.Zero, Instant.Zero));
        var last = isHeard ? signs.Item1 : signs.Item2;
        var now = _now();
        if (last != Instant.Zero && now - last < _config.Liveness.IdleAfter / 4)
        {
            return;
        }

        _lifeSigns[ike] = isHeard ? (now, signs.Item2) : (signs.Item1, now);
        _step(new Input.AtLiveness(
            ike, isHeard ? new LivenessCheck.Input.Heard() : new LivenessCheck.Input.Outbound()));
    }

    /// <summary>The tunnel of a CHILD SA; of a new one all is new; null: there is none.</summary>
    private Tunnel? TunnelOf(Spi spi) => ChildOf(spi) is not { } child ? null
        : _tunnels.Of(spi) is { } tunnel && tunnel.Sa.Born == child.Born ? tunnel
        : Make(child, plan: null);

    private void Begin(Spi spi)
    {
        if (TunnelOf(spi) is { } tunnel)
        {
            Ask(tunnel);
        }
    }

    private Tunnel? Make(ChildSa child, ChildPlan? plan)
    {
        if (Place(child.Ike) is not { } place
            || ChildTraffic.Read(child.Description) is not { } traffic
            || _keys.Opener(child.Keys) is not { } opener)
        {
            return null;
        }

        var settings = _config.Replication.Settings;
        var exposed = settings.Replay == ReplayPolicy.Bounded ? settings.Exposed : 0;
        var lease = plan?.Outbound ?? SequenceLease.New(child.IsExtended);
        var floor = plan?.Floor ?? (child.Floor > 0
            ? InboundFloor.TakenOver(child.Floor, exposed)
            : InboundFloor.New(exposed));
        var action = plan?.Action ?? ChildTakeover.Resume;
        var maySend = NoncePartition.TryCreate(
            _config.Set.Self, plan?.NonceReign ?? 0, out var partition, out _)
            && !action.HasFlag(ChildTakeover.SendNothing) && !lease.IsSpent;
        var (ours, theirs) = (AddressOf(place.Flow.Path.Local), AddressOf(place.Flow.Path.Remote));
        UdpPorts? ports = place.IsEncapsulated
            ? new(IkePort.Encapsulated, place.Flow.RemotePort)
            : null;
        var tunnel = new Tunnel
        {
            Sa = child,
            Traffic = traffic,
            Place = place,
            Lease = lease,
            Octets = plan?.Octets ?? OctetLease.New(child.OctetsLast),
            Floor = floor,
            Out = maySend
                ? Outbound(
                    new(child.Outbound, IpsecMode.Tunnel, child.IsExtended)
                    {
                        Outer = new(ours, theirs),
                        Udp = ports,
                    },
                    _keys.Sealer(child.Keys)!, partition, lease.Taken + 1)
                : null,
            In = action.HasFlag(ChildTakeover.ReceiveNothing)
                ? null
                : new(
                    new(child.Inbound, IpsecMode.Tunnel, child.IsExtended)
                    {
                        Outer = new(theirs, ours),
                        Udp = ports,
                    },
                    opener, new ReplayWindow(WindowSize, child.IsExtended, floor.Bottom)),
            IsReady = plan is not null && !action.HasFlag(ChildTakeover.SendNothing),
        };
        tunnel.Grant(lease.Through, tunnel.Octets.Through);
        tunnel.Raise(floor.Floor);
        _tunnels.Put(tunnel);
        return tunnel;
    }

    private static EspOutbound Outbound(
        IpsecSa sa, PacketCipher cipher, NoncePartition partition, ulong next) => new(
            sa, cipher,
            new IvSource(
                cipher.Encryption, partition,
                System.Security.Cryptography.RandomNumberGenerator.Fill),
            new OutboundSequence(sa.IsExtended, next));

    private static System.Net.IPAddress AddressOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);
        return new(octets);
    }

    /// <summary>Tunnels whose SA is gone go too.</summary>
    private void SweepTunnels()
    {
        foreach (var tunnel in _tunnels.All.ToArray())
        {
            if (ChildOf(tunnel.Sa.Inbound) is not { } child || child.Born != tunnel.Sa.Born)
            {
                _tunnels.Remove(tunnel.Sa.Inbound);
            }
            else
            {
                tunnel.Sa = child;
                tunnel.Place = Place(child.Ike) ?? tunnel.Place;
            }
        }
    }
}
