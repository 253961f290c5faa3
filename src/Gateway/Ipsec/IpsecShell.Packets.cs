using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// ESP that comes and goes, within what was granted. What was sealed leaves in batches, and what
/// was opened is handed over in batches; a batch ends with its turn, and none outlives a Close.
/// </content>
internal sealed partial class IpsecShell
{
    private readonly Dictionary<IkeSaId, (Instant Heard, Instant Sent)> _lifeSigns = [];
    private readonly Arrivals _arrivals = new();
    private readonly Departures _departures = new();
    private readonly Joining _joining;
    private readonly byte[] _clear = new byte[70_000];
    private readonly byte[] _headers = new byte[Segments.HeadersMax];
    private readonly byte[] _opened = new byte[70_000];
    private (byte[] Packet, int At)? _foreign;
    private Instant _batchAt;
    private bool _hearsClear;

    /// <summary>The tunnels that there are.</summary>
    public IReadOnlyCollection<Tunnel> Tunnels => _tunnels.All;

    /// <summary>What has become of exchanges.</summary>
    public SaCounts Sas { get; } = new();

    /// <summary>What has gone through.</summary>
    public TrafficCounts Counts { get; } = new();

    /// <summary>What becomes of a packet that no tunnel took.</summary>
    public void Carry(AsymmetricTraffic.Output wanted)
    {
        if (wanted is AsymmetricTraffic.Output.Process or AsymmetricTraffic.Output.ProcessExposed
            && _foreign is var (packet, at)
            && EspPacket.TryParse(packet.AsSpan(at), out var esp, out _)
            && _isOpen && _tunnels.Of(esp.Spi) is { } tunnel)
        {
            Accept(tunnel, packet, from: null);
        }
        else
        {
            Counts.Drop(_isOpen ? PacketDrop.NoSa : PacketDrop.Closed);
        }
    }

    private void HearEsp()
    {
        for (var heard = 0; heard < DatagramsMax && _esp is not null;)
        {
            var messages = _arrivals.Receive(_esp.File);
            _batchAt = _now();
            for (var at = 0; at < messages; at++)
            {
                var packets = _arrivals.Of(at, room: 0);
                while (packets.MoveNext())
                {
                    var packet = packets.Current;
                    var head = (packet[0] & 0x0F) * 4;
                    if (packet.Length > head)
                    {
                        HearEsp(packet, head, from: null);
                    }
                }
            }

            heard += messages;
            if (messages < Arrivals.MessagesMax)
            {
                break;
            }
        }

        FlushBatches();
    }

    private void HearEncapsulated()
    {
        for (var heard = 0; heard < DatagramsMax;)
        {
            var messages = _arrivals.Receive(_encapsulated.File);
            _batchAt = _now();
            for (var at = 0; at < messages; at++)
            {
                var flow = _encapsulated.From(_arrivals.From(at));
                var datagrams = _arrivals.Of(at, OuterPacket.UdpRoom);
                while (datagrams.MoveNext())
                {
                    HearEncapsulated(datagrams.Current, flow);
                    heard++;
                }
            }

            if (messages < Arrivals.MessagesMax)
            {
                break;
            }
        }

        FlushBatches();
    }

    /// <summary>A datagram of port 4500, with room for its headers before it.</summary>
    private void HearEncapsulated(Span<byte> packet, Flow flow)
    {
        // RFC 3948 §2: a marker, IKE; one octet, a keepalive; all else is ESP.
        var datagram = packet[OuterPacket.UdpRoom..];
        if (datagram.Length <= 1)
        {
            return;
        }

        if (datagram.StartsWith("\0\0\0\0"u8))
        {
            Hear(datagram[IkePort.MarkerLength..], flow);
        }
        else
        {
            OuterPacket.WriteUdp(packet, flow);
            HearEsp(packet, OuterPacket.UdpRoom, flow);
        }
    }

    /// <summary>A packet of ESP with what is around it.</summary>
    private void HearEsp(ReadOnlySpan<byte> packet, int at, Flow? from)
    {
        if (!EspPacket.TryParse(packet[at..], out var esp, out _))
        {
            Counts.Drop(PacketDrop.Malformed);
            return;
        }

        if (_isOpen && _tunnels.Of(esp.Spi) is { } tunnel)
        {
            Accept(tunnel, packet, from);
            return;
        }

        // Of no SA that we have: the member decides, and what it may want is copied until it has.
        // No packet of a tunnel comes here, so none costs this.
        _foreign = (packet.ToArray(), at);
        _step(new Input.Packet(esp.Spi, null, 0));
        _foreign = null;
    }

    private void Accept(Tunnel tunnel, ReadOnlySpan<byte> packet, Flow? from)
    {
        if (tunnel.In is not { } inbound)
        {
            Counts.Drop(PacketDrop.NoSa);
            return;
        }

        var newest = inbound.Window.Right;
        if (!inbound.TryDecapsulate(
            packet, _opened.AsSpan(OffloadHeader.Length), out var opened, out var refusal))
        {
            if (refusal.Fault == PacketFault.AwaitsFloor)
            {
                Wait(tunnel, inbound, packet, refusal.Offset);
            }
            else
            {
                Counts.Drop(TrafficCounts.Of(refusal.Fault));
            }

            return;
        }

        var isShown = !tunnel.IsConfirmed;
        tunnel.Accept(opened.Number, _batchAt);
        if (isShown)
        {
            _phaseTwo.Used(tunnel.Sa.Inbound);
        }

        // RFC 4301 §5.2: what an SA carries has to be what was agreed on for it.
        var clear = _opened.AsSpan(0, OffloadHeader.Length + opened.Written);
        if (PacketFlow.TryRead(clear[OffloadHeader.Length..], out var flow)
            && flow.IsOf(tunnel.Traffic))
        {
            Counts.In(opened.Written);
            _joining.Add(clear);
        }
        else
        {
            Counts.Drop(PacketDrop.NotSelected);
        }

        if (from is { IsOverTcp: true } connection)
        {
            Prove(connection, isNew: true);
        }

        if (opened.Number > newest && from is { } heard && heard != tunnel.Place.Flow
            && Known(tunnel.Sa.Ike) is { } ike)
        {
            Follow(ike, heard);
        }

        Sign(tunnel.Sa.Ike, isHeard: true);
        Ask(tunnel);
    }

    /// <summary>Clear packets that are routed here.</summary>
    private void HearClear()
    {
        // A packet may end a drain, which hears what is left: it is heard here.
        if (_hearsClear)
        {
            return;
        }

        _hearsClear = true;
        _batchAt = _now();
        for (var heard = 0; heard < DatagramsMax;)
        {
            var length = _device.Read(_clear);
            if (length == 0)
            {
                break;
            }

            heard += HearClear(_clear.AsSpan(0, length));
        }

        FlushBatches();
        _hearsClear = false;
    }

    /// <summary>What the TUN device gave; how many packets that are.</summary>
    private int HearClear(Span<byte> read)
    {
        if (Segments.TryRead(read, _headers, out var segments) != SegmentFault.None)
        {
            Counts.Drop(PacketDrop.BadOffload);
            return 1;
        }

        // All segments have the addresses and the ports of the whole.
        var isIp = PacketFlow.TryRead(read[OffloadHeader.Length..], out var flow);
        var tunnel = _isOpen && isIp ? _tunnels.For(flow) : null;
        var count = 0;
        for (; segments.MoveNext(); count++)
        {
            if (tunnel is null)
            {
                Counts.Drop(
                    !_isOpen ? PacketDrop.Closed : isIp ? PacketDrop.NoSa
                        : PacketDrop.NotSelected);
            }
            else if (!TrySend(tunnel, segments.Current, out var refusal))
            {
                Hold(tunnel, segments.Current, refusal.Fault);
            }
        }

        if (tunnel is not null)
        {
            Sign(tunnel.Sa.Ike, isHeard: false);
            Ask(tunnel);
        }

        return count;
    }

    /// <summary>Seals a packet; it leaves with the batch.</summary>
    private bool TrySend(Tunnel tunnel, ReadOnlySpan<byte> packet, out PacketRefusal refusal)
    {
        var outbound = tunnel.Out!;
        var room = _departures.Next(outbound.OutputLengthMax(packet.Length));
        if (!outbound.TryEncapsulate(packet, room, out var written, out refusal))
        {
            return false;
        }

        tunnel.Sent((uint)written);
        Counts.Out(packet.Length);
        var flow = tunnel.Place.Packets;
        if (flow.IsOverTcp)
        {
            var head = tunnel.Place.IsEncapsulated ? OuterPacket.UdpRoom : OuterPacket.IpRoom;
            PutPacket(room[head..written], flow);
        }
        else if (tunnel.Place.IsEncapsulated)
        {
            _departures.Add(
                _encapsulated.File, isUdp: true, written, OuterPacket.UdpRoom,
                flow.Path.Remote, flow.RemotePort);
        }
        else
        {
            _departures.Add(
                _esp!.File, isUdp: false, written, OuterPacket.IpRoom, flow.Path.Remote, port: 0);
        }

        return true;
    }

    /// <summary>What was made in this turn leaves.</summary>
    private void FlushBatches()
    {
        var (sent, delivered) = (_departures.Refused, _joining.Refused);
        _departures.Flush();
        _joining.Flush();
        _streams?.Flush();
        Counts.Drop(PacketDrop.SendRefused, (int)(_departures.Refused - sent));
        Counts.Drop(PacketDrop.DeviceRefused, (int)(_joining.Refused - delivered));
    }

    /// <summary>What was made before a Close does not leave behind it.</summary>
    private void DropBatches() =>
        Counts.Drop(PacketDrop.Closed, _departures.Drop() + _joining.Drop());

    /// <summary>What the peer of an IKE SA does is told the machine from time to time.</summary>
    private void Sign(IkeSaId ike, bool isHeard)
    {
        var signs = _lifeSigns.GetValueOrDefault(ike, (Instant.Zero, Instant.Zero));
        var last = isHeard ? signs.Item1 : signs.Item2;
        if (last != Instant.Zero && _batchAt - last < _config.Liveness.IdleAfter / 4)
        {
            return;
        }

        _lifeSigns[ike] = isHeard ? (_batchAt, signs.Item2) : (signs.Item1, _batchAt);
        if (Known(ike) is { } row && IsOld(row))
        {
            _step(new Input.AtDpd(ike, isHeard
                ? new DeadPeerDetection.Input.Heard()
                : new DeadPeerDetection.Input.Outbound()));
            return;
        }

        _step(new Input.AtLiveness(
            ike, isHeard ? new LivenessCheck.Input.Heard() : new LivenessCheck.Input.Outbound()));
    }
}
