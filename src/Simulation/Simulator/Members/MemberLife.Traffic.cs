using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>The fast path: ESP that comes.</content>
internal sealed partial class MemberLife
{
    private const int IkePort = 500;

    private readonly byte[] _room = new byte[70_000];
    private readonly Dictionary<IkeSaId, (Instant Heard, Instant Sent)> _lifeSigns = [];
    private (Frame Frame, Spi Spi)? _foreign;

    /// <summary>A frame from the outside.</summary>
    public void FromFront(LanPort port, Frame frame)
    {
        if (!TryRead(frame, port, HsrpPair.Side.Front, out var packet, out var isHere)
            || _box.Reaches(CrashPoint.AfterReceive, frame.Kind))
        {
            return;
        }

        if (packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && (datagram.DestinationPort == HsrpPort || IsOfSession(port, packet, datagram)))
        {
            if (datagram.DestinationPort == HsrpPort)
            {
                FromGroup(HsrpPair.Side.Front, packet, datagram.Payload);
            }
        }
        else if (IsForGateway(packet))
        {
            if (packet.Protocol != IpProtocol.Tcp)
            {
                FromPeer(frame, packet, isHere);
            }
            else if (isHere && TcpCarried.TrySegment(packet, out var segment))
            {
                FromStream(port, packet, segment);
            }
        }
    }

    /// <summary>A packet for the gateway, as it came or as a frame in a stream.</summary>
    private void FromPeer(Frame frame, Ipv4Packet packet, bool isHere)
    {
        if (UdpCarried.TryEsp(packet, out var esp))
        {
            Inbound(frame, esp, isHere, from: null);
        }
        else if (isHere && packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _))
        {
            if (datagram.DestinationPort == IkePort)
            {
                FromPeer(packet, datagram.Payload);
            }
            else if (datagram.DestinationPort == UdpCarried.Port
                && UdpCarried.TryIke(datagram.Payload, out var message))
            {
                FromPeer(packet, message);
            }
        }
    }

    /// <summary>A frame from the inside.</summary>
    public void FromBack(Frame frame)
    {
        if (!TryRead(frame, _box.Back, HsrpPair.Side.Back, out var packet, out var isHere)
            || _box.Reaches(CrashPoint.AfterReceive, frame.Kind))
        {
            return;
        }

        if (packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort == HsrpPort)
        {
            FromGroup(HsrpPair.Side.Back, packet, datagram.Payload);
        }
        else if (isHere)
        {
            Outbound(HostAddress.From(packet.DestinationAddress),
                frame.Octets.AsSpan(Lan.HeaderLength));
        }
    }

    /// <summary>ESP that another member has handed on.</summary>
    public void FromMember(Frame frame)
    {
        if (frame.Kind == MessageKind.Esp
            && Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _)
            && UdpCarried.TryEsp(packet, out var esp) && IsForGateway(packet)
            && EthernetHeader.TryParse(frame.Octets, out var header, out _)
            && header.Destination == _box.Sync!.Mac
            && _stage.MemberOf(header.Source) is { } from)
        {
            Inbound(frame, esp, isHere: true, from.Number);
        }
    }

    /// <summary>ESP that has come.</summary>
    private void Inbound(Frame frame, EspPacket esp, bool isHere, byte? from)
    {
        var spi = esp.Spi;
        if (IsOpen && isHere && _paths.TryGetValue(spi, out var path) && !IsDeaf(path))
        {
            Accept(path, frame);
            return;
        }

        if (_stage.Options.Mischief.HasFlag(Mischief.StandbySends) && !IsOpen)
        {
            Complain(spi);
        }

        _foreign = (frame, spi);
        Do(new Input.Packet(spi, from, from is null ? 0 : 1));
        _foreign = null;
        if (IsOpen && isHere
            && Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _))
        {
            DeleteUnknown(packet, spi);
        }
    }

    private void Accept(DataPath path, Frame frame)
    {
        if (path.In is not { } inbound)
        {
            Hurry(path);
            return;
        }

        var packet = frame.Octets.AsSpan(Lan.HeaderLength);
        var (right, received) = (inbound.Window.Right, path.Received);
        if (_stage.Options.Mischief.HasFlag(Mischief.WindowBeforeIcv)
            && Ipv4Packet.TryParse(packet, out var outer, out _)
            && UdpCarried.TryEsp(outer, out var view)
            && inbound.Window.Check(view.SequenceNumber, out var claimed) == ReplayVerdict.New)
        {
            inbound.Window.Accept(claimed);
        }

        if (_stage.Options.Mischief.HasFlag(Mischief.LifeBeforeWindow))
        {
            path.Received += (ulong)packet.Length;
        }

        var isGood = inbound.TryDecapsulate(packet, _room, out var opened, out var refusal);
        _stage.Watch.Accepted.Judged(_box, path.Sa.Inbound, frame, right, inbound.Window.Right);
        _stage.Watch.Accepted.Aged(_box, path.Sa.Inbound, frame, received, path.Received);
        Tell(packet, isGood ? null : refusal.Fault);
        if (!isGood)
        {
            if (refusal.Fault == PacketFault.AwaitsFloor)
            {
                Wait(path, frame, packet);
            }
            else if (refusal.Fault is PacketFault.TooOld or PacketFault.Duplicate
                && Ipv4Packet.TryParse(packet, out var late, out _)
                && UdpCarried.TryEsp(late, out var known))
            {
                inbound.Window.Check(known.SequenceNumber, out var number);
                _stage.Watch.Accepted.Refused(path.Sa.Inbound, frame, number);
            }

            return;
        }

        if (!path.HasHeard)
        {
            _stage.Watch.FirstPacket(_box);
        }

        Confirm(path.Sa.Inbound);
        path.IsConfirmed = true;
        path.Accept(opened.Number, Now);
        path.Received += (ulong)packet.Length;
        Wear(path);
        _stage.Watch.Accepted.Accepted(_box, path.Sa.Inbound, opened.Number);

        var inner = _room.AsSpan(0, opened.Written);
        if (SpokeOf(path.Sa.Ike) is { } spoke)
        {
            FromSpoke(path, spoke, inner.ToArray());
        }
        else
        {
            ToInside(inner);
        }

        if (!_isGone)
        {
            if (opened.Number > right && Ipv4Packet.TryParse(packet, out var carrier, out _))
            {
                Follow(path.Sa.Ike, carrier);
            }

            Sign(path.Sa.Ike, isHeard: true);
            Ask(path);
        }
    }

    private void ToInside(ReadOnlySpan<byte> packet)
    {
        if (Ipv4Packet.TryParse(packet, out var clear, out _)
            && _stage.Fabric.NextOf(
                _box.Back.Lan, _box.Back.Address, HostAddress.From(clear.DestinationAddress))
                is { } next)
        {
            Send(_box.Back, Ether.Carry(_box.Back.Mac, next, packet, null));
        }
    }

    private void Tell(ReadOnlySpan<byte> packet, PacketFault? fault)
    {
        if (_stage.Watch.Recorded is { } recorded
            && Ipv4Packet.TryParse(packet, out var outer, out _))
        {
            recorded.Judged(_box, outer.Payload, fault);
        }
    }

    private void Wait(DataPath path, Frame frame, ReadOnlySpan<byte> packet)
    {
        if (Ipv4Packet.TryParse(packet, out var outer, out _)
            && UdpCarried.TryEsp(outer, out var view))
        {
            path.In!.Window.Check(view.SequenceNumber, out var number);
            path.TryWait(number, frame);
            Confirm(path.Sa.Inbound);
            Ask(path);
        }
    }

    private void SendThrough(Spi spi, ulong number, ulong octets)
    {
        if (PathOf(spi) is not { } path)
        {
            return;
        }

        path.Grant(number, octets);
        path.IsReady = true;
        CountUsable(path.Remote);
        while (IsOpen && path.Held.TryPeek(out var held) && TryProtect(path, held, out _))
        {
            path.Held.Dequeue();
        }
    }

    private void AcceptThrough(Spi spi, ulong number)
    {
        if (PathOf(spi) is not { } path)
        {
            return;
        }

        path.Raise(number);
        LetIn(path);
    }

    private void LetIn(DataPath path)
    {
        if (IsOpen)
        {
            foreach (var frame in path.Release())
            {
                Accept(path, frame);
            }
        }
    }

    /// <summary>That an SA has ended is a fact: what waited for its floor came before that, and
    /// nobody accepts it a second time.</summary>
    private void TakeRest(Spi spi)
    {
        if (_paths.TryGetValue(spi, out var path) && RowOf(path) is null)
        {
            path.End();
            LetIn(path);
            Leave(path);
        }
    }

    /// <summary>Nothing is sent over it any more: clear packets that waited for its numbers go by
    /// another one.</summary>
    private void HandOn(DataPath path)
    {
        var isOfSpoke = SpokeOf(path.Sa.Ike) is not null;
        foreach (var packet in path.Leave())
        {
            if (!isOfSpoke && Ipv4Packet.TryParse(packet, out var clear, out _))
            {
                var to = HostAddress.From(clear.DestinationAddress);
                Later(TimeSpan.Zero, () => Outbound(to, packet));
            }
        }
    }

    /// <summary>What the peer of an IKE SA does is told the machine from time to time.</summary>
    private void Sign(IkeSaId ike, bool isHeard)
    {
        var signs = _lifeSigns.GetValueOrDefault(ike, (Instant.Zero, Instant.Zero));
        var last = isHeard ? signs.Item1 : signs.Item2;
        var now = Now;
        if (last != Instant.Zero && now - last < _config.Liveness.IdleAfter / 4)
        {
            return;
        }

        _lifeSigns[ike] = isHeard ? (now, signs.Item2) : (signs.Item1, now);
        if (IsOld(ike))
        {
            Do(new Input.AtDpd(ike, isHeard
                ? new DeadPeerDetection.Input.Heard()
                : new DeadPeerDetection.Input.Outbound()));
            return;
        }

        Do(new Input.AtLiveness(
            ike, isHeard ? new LivenessCheck.Input.Heard() : new LivenessCheck.Input.Outbound()));
    }

    private void CarryForeign(AsymmetricTraffic.Output wanted)
    {
        if (_foreign is not var (frame, spi))
        {
            return;
        }

        switch (wanted)
        {
            case AsymmetricTraffic.Output.Process or AsymmetricTraffic.Output.ProcessExposed:
                if (IsOpen && _paths.TryGetValue(spi, out var path))
                {
                    Accept(path, frame);
                }

                break;
            case AsymmetricTraffic.Output.Forward(var member, _):
                if (_box.Sync is { } sync && _stage.MemberOf(member) is { Sync: { } there })
                {
                    Send(sync, Ether.Carry(
                        sync.Mac, there.Mac, frame.Octets.AsSpan(Lan.HeaderLength),
                        MessageKind.Esp) with
                    {
                        Source = frame.Source,
                    });
                }

                break;
            case AsymmetricTraffic.Output.Drop or AsymmetricTraffic.Output.Disagreement:
                break;
        }
    }

    /// <summary>Whether it is for the address of this gateway, and of no other one of the box.
    /// </summary>
    private bool IsForGateway(Ipv4Packet packet)
    {
        var to = HostAddress.From(packet.DestinationAddress);
        return to == _box.FrontAddress || to == _box.Loopback
            || _box.Access.Any(port => port.Address == to);
    }

    private bool TryRead(
        Frame frame, LanPort port, HsrpPair.Side side, out Ipv4Packet packet, out bool isHere)
    {
        packet = default;
        isHere = false;
        if (!EthernetHeader.TryParse(frame.Octets, out var header, out _))
        {
            return false;
        }

        var group = side == HsrpPair.Side.Front ? _config.Hsrp.Front : _config.Hsrp.Back;
        var isShared = header.Destination == group.VirtualMac && _claims[(int)side];
        isHere = isShared || header.Destination == port.Mac;
        return (isHere || (header.Destination.Value >> 40 & 1) != 0)
            && Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out packet, out _);
    }
}
