using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Peers over TCP, RFC 9329. Connections are in the memory of one member and of one reign: who
/// takes over resets those that it knows nothing of, and the peer opens another one. What is sent
/// goes by the connection that has brought the newest authentic message.
/// </content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<(Place There, HostAddress Here), TcpEnd> _streams = [];
    private readonly Dictionary<SaPlan, TcpEnd> _streamOf = [];
    private static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(1);
    private TcpEnd? _reading;

    /// <summary>Its connections.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>A segment for the gateway.</summary>
    private void FromStream(LanPort port, Ipv4Packet packet, TcpHeader segment)
    {
        var here = HostAddress.From(packet.DestinationAddress);
        var there = new Place(HostAddress.From(packet.SourceAddress), segment.SourcePort);
        if (_streams.TryGetValue((there, here), out var end))
        {
            end.Take(segment);
        }
        else if (MaySend && !segment.Flags.Rst && segment.DestinationPort == TcpCarried.Port)
        {
            var box = new StreamBox(this, port);
            end = new(
                box, new(here, TcpCarried.Port), there, (uint)_box.Chance.Next(),
                isOriginator: false);
            if (!segment.Flags.Syn)
            {
                end.Refuse(segment);
                return;
            }

            ReadOn(end);
            _streams[(there, here)] = end;
            end.Take(segment);
            EndIfIdle(end, end.Segments);
        }
    }

    /// <summary>A connection that no SA uses, and by which nothing comes, ends: its peer may be
    /// gone without a word.</summary>
    private void EndIfIdle(TcpEnd end, long before) => Later(IdleFor, () =>
    {
        if (end.IsEnded)
        {
            return;
        }

        if (end.Segments > before || IsUsed(end))
        {
            EndIfIdle(end, end.Segments);
            return;
        }

        end.Close();
        _streams.Remove((end.There, end.Here.Address));
        _stage.Tell(
            MomentKind.Peer, _box.Name,
            $"ends a connection from port {end.There.Port} that nobody uses");
    });

    private bool IsUsed(TcpEnd end) => _state.Replication.Replica.Sas.Ikes.Any(
        ike => _stage.Agreements.Of(ike.Id.Initiator) is { } agreement
            && _streamOf.GetValueOrDefault(agreement.Sas) == end);

    /// <summary>A canary: what is read half is kept by the address of the peer.</summary>
    private void ReadOn(TcpEnd end)
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.FramesSpliced)
            && _streams.Values.LastOrDefault(
                one => one.There.Address == end.There.Address && one.Half > 0) is { } other)
        {
            end.ReadOnBehind(other);
        }
    }

    /// <summary>A frame is whole: it is read as the packet that it stands for.</summary>
    private void Read(TcpEnd end, LanPort port, Octets frame)
    {
        _stage.Watch.Frames.Read(_box.Name, end, frame);
        if (TcpCarried.PacketOf(end.There.Address, end.Here.Address, frame.Span) is not { } octets
            || !Ipv4Packet.TryParse(octets, out var packet, out _))
        {
            return;
        }

        _reading = end;
        FromPeer(
            Ether.Carry(port.Mac, port.Mac, octets, MessageKind.Esp), packet, isHere: true);
        _reading = null;
    }

    /// <summary>The connection by which the newest authentic message has come is the one by which
    /// everything goes.</summary>
    private void Follow(Agreement agreement, TcpEnd end)
    {
        if (_streamOf.GetValueOrDefault(agreement.Sas) != end)
        {
            _streamOf[agreement.Sas] = end;
            _stage.Tell(
                MomentKind.Peer, _box.Name,
                $"hears {agreement.Peer} by a connection from port {end.There.Port}");
        }
    }

    private bool IsOverTcp(Agreement agreement) => _stage.Peers[agreement.Peer].Plan.IsOverTcp;

    private bool Put(Way way, TcpEnd end, ReadOnlySpan<byte> packet, MessageKind kind)
    {
        if (_box.Reaches(CrashPoint.BeforeSend, kind))
        {
            return false;
        }

        var frame = TcpCarried.FrameOf(packet);
        if (end.Put(frame, kind))
        {
            _stage.Watch.Put(way.Port, end, packet, frame);
        }

        return !_box.Reaches(CrashPoint.AfterSend, kind);
    }

    /// <summary>A reign is over: nobody is told, for whoever reigns next has the address.</summary>
    private void EndStreams()
    {
        foreach (var end in _streams.Values)
        {
            end.Forget();
            if (end.Half > 0)
            {
                _stage.Tell(
                    MomentKind.Peer, _box.Name,
                    $"has {end.Half} octets of a frame from port {end.There.Port}, and no more");
            }
        }

        _streams.Clear();
        _streamOf.Clear();
    }

    /// <summary>What an end needs of a member.</summary>
    private sealed class StreamBox(MemberLife life, LanPort port) : TcpEnd.Box
    {
        private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(40);

        public override StreamStep Reading => life._stage.Options.Streams;

        public override int LargestFrame => life._stage.Options.LargestFrame;

        public override void Send(TcpEnd end, TcpHeaderValue segment, MessageKind? kind)
        {
            if (!life._isGone && life._stage.Fabric.NextOf(
                port.Lan, port.Address, end.There.Address) is { } next)
            {
                port.Lan.Send(port, Ether.Carry(
                    port.Mac, next,
                    TcpCarried.Packet(end.Here.Address, end.There.Address, segment), kind));
            }
        }

        public override void Later(TimeSpan time, Action act) => life.Later(time, act);

        public override int Cut(int octets) => 1 + (int)life._box.Chance.Below((uint)octets);

        public override TimeSpan Pause() => life._box.Chance.Between(PauseMin, PauseMax);

        public override void Read(TcpEnd end, Octets frame) => life.Read(end, port, frame);

        public override void Full(TcpEnd end) => life._stage.Tell(
            MomentKind.Peer, life._box.Name,
            $"has more for a connection from port {end.There.Port} than may wait");

        public override void Over(TcpEnd end) => life._stage.Watch.Frames.Over(end);

        public override void Ended(TcpEnd end, string why)
        {
            end.Forget();
            life._streams.Remove((end.There, end.Here.Address));
            foreach (var (sas, _) in life._streamOf.Where(one => one.Value == end).ToArray())
            {
                life._streamOf.Remove(sas);
            }

            life._stage.Tell(
                MomentKind.Peer, life._box.Name,
                $"has a connection from port {end.There.Port} that {why}{HalfOf(end)}");
        }

        private static string HalfOf(TcpEnd end) =>
            end.Half > 0 ? $", with {end.Half} octets of a frame" : "";
    }
}
