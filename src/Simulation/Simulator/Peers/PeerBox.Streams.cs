using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// A peer over TCP, RFC 9329: it opens a connection for each IKE SA, and another one where that is
/// reset or nobody answers on it; one that was given up is closed once the other one speaks. What
/// has not gone is lost with its connection.
/// </content>
internal sealed partial class PeerBox
{
    private static readonly TimeSpan OpensAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LiesAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FormerFor = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(SaPlan Sas, HostAddress There), TcpEnd> _streams = [];
    private readonly List<TcpEnd> _formerStreams = [];
    private readonly StreamPorts _streamPorts = new();
    private bool _hasLied;

    private void Put(
        SaPlan sas, HostAddress there, ReadOnlySpan<byte> packet, MessageKind kind)
    {
        var frame = TcpCarried.FrameOf(packet);
        if (StreamTo(sas, there) is { } end && end.Put(frame, kind))
        {
            _stage.Watch.Put(Port, end, packet, frame);
        }
    }

    private IEnumerable<TcpEnd> AllStreams => _streams.Values.Concat(_formerStreams);

    private TcpEnd? StreamTo(SaPlan sas, HostAddress there)
    {
        if (!_streams.TryGetValue((sas, there), out var end))
        {
            if (_streamPorts.Next(one => AllStreams.Any(
                other => other.Here.Port == one && other.There.Address == there)) is not { } port)
            {
                return null;
            }

            _streams[(sas, there)] = end = new(
                new StreamBox(this, sas), new(Here, port), new(there, TcpCarried.Port),
                (uint)_chance.Next(), isOriginator: true);
            _stage.Tell(MomentKind.Peer, Plan.Name, $"opens a connection from port {port}");
            end.Open();
            Lie(end);
        }

        return end;
    }

    /// <summary>It is no frame that it puts there, once.</summary>
    private void Lie(TcpEnd end)
    {
        if (!_hasLied && _stage.Options.Lie.Length > 0)
        {
            _hasLied = true;
            Later(LiesAfter, () => end.Put(_stage.Options.Lie.Span, MessageKind.Esp));
        }
    }

    /// <summary>A segment of the gateway.</summary>
    private void FromStream(Ipv4Packet packet, TcpHeader segment)
    {
        var (from, to) = (segment.SourcePort, segment.DestinationPort);
        var there = new Place(HostAddress.From(packet.SourceAddress), from);
        var end = AllStreams.FirstOrDefault(
            one => one.There == there && one.Here.Port == to);
        if (end is not null)
        {
            end.Take(segment);
        }
        else if (!segment.Flags.Rst)
        {
            new TcpEnd(
                new StreamBox(this, null), new(Here, to), there, 0, isOriginator: false)
                .Refuse(segment);
        }
    }

    private void EndStreams()
    {
        foreach (var end in _streams.Values)
        {
            end.Forget();
        }

        _formerStreams.ForEach(end => end.Forget());
        _streams.Clear();
        _formerStreams.Clear();
    }

    /// <summary>It speaks: nobody needs those before it.</summary>
    private void Replaces(TcpEnd end)
    {
        if (end.IsGivenUp)
        {
            return;
        }

        foreach (var former in _formerStreams.Where(one => one.There == end.There).ToArray())
        {
            former.Close();
            _formerStreams.Remove(former);
        }
    }

    /// <summary>What an end needs of a peer.</summary>
    private sealed class StreamBox(PeerBox peer, SaPlan? sas) : TcpEnd.Box
    {
        private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(40);

        public override void Send(TcpEnd end, TcpHeaderValue segment, MessageKind? kind) =>
            peer.Send(
                end.Here.Address, end.There.Address,
                TcpCarried.Packet(end.Here.Address, end.There.Address, segment), kind);

        public override void Later(TimeSpan time, Action act) =>
            peer.Later(time, act);

        public override int Cut(int octets) => 1 + (int)peer._chance.Below((uint)octets);

        public override TimeSpan Pause() => peer._chance.Between(PauseMin, PauseMax);

        public override void Read(TcpEnd end, Octets frame)
        {
            peer._stage.Watch.Frames.Read(peer.Plan.Name, end, frame);
            peer.Replaces(end);
            if (TcpCarried.PacketOf(end.There.Address, end.Here.Address, frame.Span) is { } octets
                && Ipv4Packet.TryParse(octets, out var packet, out _))
            {
                peer.FromGateway(octets, packet);
            }
        }

        public override void Full(TcpEnd end) => peer._stage.Tell(
            MomentKind.Peer, peer.Plan.Name,
            $"has more for its connection from port {end.Here.Port} than may wait");

        public override void Over(TcpEnd end) => peer._stage.Watch.Frames.Over(end);

        public override void Ended(TcpEnd end, string why)
        {
            if (peer._formerStreams.Remove(end))
            {
                return;
            }

            peer._streams.Remove((sas!, end.There.Address));
            if (!end.IsEnded)
            {
                peer._formerStreams.Add(end);
                Later(FormerFor, () =>
                {
                    if (peer._formerStreams.Remove(end))
                    {
                        end.Close();
                    }
                });
            }

            peer._stage.Tell(
                MomentKind.Peer, peer.Plan.Name,
                $"has a connection from port {end.Here.Port} that {why}");
            Later(OpensAfter, () =>
            {
                if (peer._ikes.Values.Any(
                    ike => ike.Agreement.Sas == sas
                        && peer.EndOf(ike.Agreement) == end.There.Address))
                {
                    peer.StreamTo(sas!, end.There.Address);
                }
            });
        }
    }
}
