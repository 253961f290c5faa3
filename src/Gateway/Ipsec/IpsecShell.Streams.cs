using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Streams;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// Peers over TCP, RFC 9329. A connection ends with its member or its reign, and the SAs do not:
/// whoever opened it opens another one, and says something authentic by it, from where the other
/// side goes on (§6.1).
/// </content>
internal sealed partial class IpsecShell
{
    private static readonly TimeSpan ReachFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReachMax = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _reached = [];
    private readonly Dictionary<Octets, Flow> _connections = [];
    private readonly byte[] _framed = new byte[OuterPacket.UdpRoom + ushort.MaxValue];
    private TimeSpan _reachPause = ReachFirst;
    private Instant? _reachesAt;

    /// <summary>When a connection is due.</summary>
    private Instant? StreamsAt => _streams is null
        ? null
        : Instant.Earliest(_streams.Deadline, _reachesAt);

    private StreamPort? StreamsOf(IpsecConfig ipsec) => !ipsec.Tcp && _inTcp.Count == 0
        ? null
        : new(_address, ipsec.Tcp ? StreamPort.Usual : null, _now, HearFrame)
        {
            Lost = Lose,
        };

    /// <summary>A connection is over; one of ours to a peer that has SAs is opened again, and
    /// later where nobody has answered by it.</summary>
    private void Lose(StreamEnd end)
    {
        if (end.Half > 0)
        {
            Counts.Drop(PacketDrop.Malformed);
        }

        Tell(end.Flow, "is over");
        if (end.IsOurs)
        {
            _initiations.Lose(end.Flow, _now());
            ReachAgain(end.IsProved);
        }
    }

    private void ReachAgain(bool wasAnswered)
    {
        var pause = _reachPause;
        _reachPause = wasAnswered ? ReachFirst : pause * 2 < ReachMax ? pause * 2 : ReachMax;
        ReachSoon(wasAnswered ? TimeSpan.Zero : pause);
    }

    /// <summary>Where a peer is by the connection that it has now.</summary>
    private PeerPlace? Connected(Octets peer, PeerPlace? place) =>
        place is { Flow.IsOverTcp: true } known && _connections.TryGetValue(peer, out var flow)
            && (!known.IsMobile || flow.Path.Remote == known.Flow.Path.Remote)
            ? known with { Flow = flow }
            : place;

    /// <summary>A peer says itself where it is now, RFC 4555.</summary>
    private void MovedTo(Octets peer, Flow flow)
    {
        if (flow.IsOverTcp)
        {
            _connections[peer] = flow;
        }
        else
        {
            _connections.Remove(peer);
        }
    }

    /// <summary>
    /// RFC 9329 §6.1: of connections the newest by which something authentic came. That is no fact:
    /// nobody else has the connection. From one transport to the other nobody goes without a word.
    /// </summary>
    private void FollowConnection(IkeSa ike, PeerPlace place, Flow flow)
    {
        // Who has opened one that stands goes by it: else two that open would change for ever.
        if (flow.IsOverTcp == place.Flow.IsOverTcp && !_streams!.IsOurs(place.Flow)
            && (!place.IsMobile || flow.Path.Remote == place.Flow.Path.Remote))
        {
            Connect(ike.Peer, flow);
        }
    }

    private void Connect(Octets peer, Flow flow)
    {
        Tell(flow, $"is that of {NameOf(peer)}");
        _connections[peer] = flow;
        SweepTunnels();
    }

    private void Tell(Flow flow, string what) => IpsecJournal.Connection(
        _journal, $"{flow.Path.Remote}:{flow.RemotePort}", what);

    private void HearStreams()
    {
        if (_streams is null)
        {
            return;
        }

        _batchAt = _now();
        _streams.HearAll();
        FlushBatches();
    }

    private void HearFrame(ReadOnlySpan<byte> content, Flow flow)
    {
        content.CopyTo(_framed.AsSpan(OuterPacket.UdpRoom));
        HearEncapsulated(_framed.AsSpan(0, OuterPacket.UdpRoom + content.Length), flow);
    }

    private bool PutMessage(ReadOnlySpan<byte> message, Flow flow) =>
        _streams?.Put(flow, "\0\0\0\0"u8, message) == true;

    private void PutPacket(ReadOnlySpan<byte> packet, Flow flow)
    {
        if (_streams?.Put(flow, default, packet) != true)
        {
            Counts.Drop(PacketDrop.SendRefused);
        }
    }

    private void Prove(Flow flow, bool isNew)
    {
        if (flow.IsOverTcp)
        {
            _streams?.Prove(flow, isNew);
        }
    }

    private void OpenStreams()
    {
        if (_streams is not null)
        {
            _streams.MayOpen = _isOpen;
            if (!_isOpen)
            {
                _streams.Forget();
                _connections.Clear();
                (_reachesAt, _reachPause) = (null, ReachFirst);
            }
        }
    }

    /// <summary>A reign begins, or goes on: its connections are ended and to be opened.</summary>
    private void TakeUpStreams() => ReachSoon(TimeSpan.Zero);

    private void ReachSoon(TimeSpan after) =>
        _reachesAt = Instant.Earliest(_reachesAt, _now() + after);

    private void TickStreams(Instant now)
    {
        if (_streams is null)
        {
            return;
        }

        if (_streams.IsBehind)
        {
            HearStreams();
        }

        if (_reachesAt <= now)
        {
            _reachesAt = null;
            ReachAll();
        }

        if (_streams.Deadline <= now)
        {
            HashSet<Flow>? used = null;
            _streams.Tick(flow => (used ??=
            [
                .. _state().Replication.Replica.Sas.Ikes
                    .Select(ike => Place(ike.Id)?.Flow).OfType<Flow>(),
            ]).Contains(flow));
        }

        _streams.Flush();
    }

    /// <summary>Peers to which we open connections, and have SAs and none.</summary>
    private void ReachAll()
    {
        if (!_isOpen || !_maySend)
        {
            return;
        }

        foreach (var ike in _state().Replication.Replica.Sas.Ikes.ToArray())
        {
            var peer = NameOf(ike.Peer);
            if (!_inTcp.Contains(peer)
                || Place(ike.Id) is not { Flow: { IsOverTcp: true } flow }
                || _streams!.IsThere(flow))
            {
                continue;
            }

            if (IsUnderWay(peer))
            {
                ReachSoon(ReachMax);
            }
            else
            {
                Reach(peer, flow.Path.Remote, opened => Reached(ike.Peer, opened));
            }
        }
    }

    private void Reach(string peer, HostAddress there, Action<Flow?> then)
    {
        _reached.Add(peer);
        _streams!.Open(there, StreamPort.Usual, flow =>
        {
            _reached.Remove(peer);
            then(flow);
        });
    }

    /// <summary>The other side learns of a new connection by what is authentic.</summary>
    private void Reached(Octets peer, Flow? opened)
    {
        if (opened is not { } flow)
        {
            if (_isOpen)
            {
                ReachAgain(wasAnswered: false);
            }

            return;
        }

        Connect(peer, flow);
        foreach (var ike in _state().Replication.Replica.Sas.Ikes.ToArray())
        {
            if (ike.Peer == peer && Known(ike.Id) is not null
                && Place(ike.Id) is { Flow.IsOverTcp: true })
            {
                Want(ike.Id, new ExchangeWish.Inform([]), _ => { });
            }
        }
    }
}
