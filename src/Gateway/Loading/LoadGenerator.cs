using System.Net;
using System.Net.Sockets;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Loading;

/// <summary>
/// Many peers of a gateway in one process, over one socket of UDP: they build their tunnels, ask a
/// host behind it at a rate, and count what comes back. It needs no privilege, and the gateway may
/// be anybody's.
/// </summary>
public sealed class LoadGenerator : ILoadCarrier
{
    private const int HeardMost = 64;
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    private readonly LoadSettings _settings;
    private readonly Action<LoadProgress> _tell;
    private readonly CancellationToken _end;
    private readonly LoadIke _ike;
    private readonly LoadTunnels _tunnels;
    private readonly LoadTunnels.IkeHearer _hear;
    private readonly IkePort _port;
    private readonly Instant _began = Now;
    private readonly PriorityQueue<int, Instant> _toBegin = new();
    private LoadStage _stage;
    private Instant _tickAt;
    private Instant _tellAt;
    private int _stands;
    private int _turn;
    private ulong _missed;

    private LoadGenerator(
        LoadSettings settings, Action<LoadProgress> tell, CancellationToken end)
    {
        (_settings, _tell, _end) = (settings, tell, end);
        var provider = CryptoProviders.Fastest(out _);
        var local = settings.Local ?? RouteTo(settings.Gateway);
        _port = new(local, settings.LocalPort, joins: true);
        var flow = new Flow(new Path(local, settings.Gateway), _port.Port, settings.GatewayPort);
        _tunnels = new(settings, _port, flow, provider);
        _ike = new(settings, flow, provider, this);
        _hear = _ike.Hear;
        for (var peer = 0; peer < settings.Peers; peer++)
        {
            _toBegin.Enqueue(peer, _began);
        }
    }

    private static Instant Now => Instant.Zero + LibC.SinceBoot();

    /// <summary>Loads a gateway, in the thread of the caller.</summary>
    /// <param name="settings">Which one, and how; without a fault
    /// (<see cref="LoadSettings.Check"/>).</param>
    /// <param name="tell">Hears how far it is, once in a second and where a stage begins.</param>
    /// <param name="end">Ends it early: what has come by then is told.</param>
    /// <exception cref="GatewayException">It can't begin.</exception>
    public static LoadReport Run(
        LoadSettings settings, Action<LoadProgress> tell, CancellationToken end)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(tell);
        if (settings.Check() is { } wrong)
        {
            throw new GatewayException(wrong);
        }

        var load = new LoadGenerator(settings, tell, end);
        try
        {
            return load.Run();
        }
        finally
        {
            load._ike.Dispose();
            load._tunnels.Dispose();
            load._port.Dispose();
        }
    }

    /// <inheritdoc/>
    void ILoadCarrier.Send(Items<Octets> octets) => _tunnels.Send(octets);

    /// <inheritdoc/>
    void ILoadCarrier.Up(int peer, EstablishedChild child, KeyMaterial keys)
    {
        _stands += _tunnels.Peers[peer].Children.Count == 0 ? 1 : 0;
        _tunnels.Up(peer, child, keys);
    }

    /// <inheritdoc/>
    void ILoadCarrier.Down(int peer, Spi inbound)
    {
        var had = _tunnels.Peers[peer].Children.Count;
        _tunnels.Down(inbound);
        _stands -= had > 0 && _tunnels.Peers[peer].Children.Count == 0 ? 1 : 0;
    }

    /// <inheritdoc/>
    void ILoadCarrier.Quiet(int peer, Spi inbound) => _tunnels.Quiet(inbound);

    /// <inheritdoc/>
    void ILoadCarrier.Settled(int peer, bool stands)
    {
        if (!stands)
        {
            _toBegin.Enqueue(peer, Now + AgainAfter);
        }
    }

    /// <inheritdoc/>
    void ILoadCarrier.Gone(int peer) => _toBegin.Enqueue(peer, Now + AgainAfter);

    private LoadReport Run()
    {
        Enter(LoadStage.Standing);
        var until = _began + _settings.StandWithin;
        Until(() => _stands == _settings.Peers, until);
        var (stood, stoodAfter) = (_stands, Now - _began);

        Enter(LoadStage.Asking);
        var asking = Now;
        var pace = new LoadPace(_settings.Rate, asking);
        until = asking + _settings.Time;
        while (Now is var now && now < until && !_end.IsCancellationRequested && stood > 0)
        {
            Ask(pace.Due(now, out pace), now);
            Turn(Instant.Earliest(pace.Next, until)!.Value);
        }

        var asked = Now - asking;
        Enter(LoadStage.Waiting);
        Until(
            () => _tunnels.Peers.All(static peer => peer.Log.Lost == 0),
            Now + _settings.AnswersWithin);
        _tunnels.End(asking + asked);

        // What is told is what was there before anything is ended.
        var report = Report(stood, stoodAfter, asked, pace.Missed);
        Enter(LoadStage.Ending);
        until = Now + EndWithin;
        Until(() => _ike.End(_settings.InFlight, Now) == 0, until, isEnding: true);
        return report;
    }

    private void Enter(LoadStage stage)
    {
        _stage = stage;
        Tell(Now);
    }

    /// <summary>Goes on until something is so, or the time is over.</summary>
    private void Until(Func<bool> isSo, Instant until, bool isEnding = false)
    {
        while (!isSo() && Now < until && (isEnding || !_end.IsCancellationRequested))
        {
            Turn(Instant.Earliest(Now + TickEvery, until)!.Value);
        }
    }

    /// <summary>Hears what has come until then, at most, and does what is due.</summary>
    private void Turn(Instant until)
    {
        Span<LibC.PollEntry> wait = [new() { File = _port.File, Events = LibC.PollIn }];
        var now = Now;
        until = until < _tickAt ? until : _tickAt;
        LibC.Wait(wait, until > now ? until - now : TimeSpan.Zero);
        now = Now;
        for (var heard = 0; heard < HeardMost && !_tunnels.Hear(now, _hear); heard++)
        {
        }

        if (now >= _tickAt)
        {
            _tickAt = now + TickEvery;
            _ike.Tick(now);
        }

        while (_stage != LoadStage.Ending && _ike.InFlight < _settings.InFlight
            && _toBegin.TryPeek(out var peer, out var at) && at <= now)
        {
            _toBegin.Dequeue();
            _ike.Begin(peer, now);
        }

        if (now >= _tellAt)
        {
            Tell(now);
        }
    }

    private void Ask(int due, Instant now)
    {
        for (var asked = 0; asked < due; asked++)
        {
            _missed += _tunnels.Ask(_turn, now) ? 0u : 1u;
            _turn = (_turn + 1) % _settings.Peers;
        }

        _tunnels.Flush();
    }

    private void Tell(Instant now)
    {
        _tellAt = now + TellEvery;
        var (asked, answered) = (0UL, 0UL);
        foreach (var peer in _tunnels.Peers)
        {
            asked += peer.Log.Asked;
            answered += peer.Log.Answered;
        }

        _tell(new(_stage, now - _began, _stands, asked, answered, _tunnels.Silence));
    }

    private LoadReport Report(int stood, TimeSpan stoodAfter, TimeSpan asked, ulong missed)
    {
        var counts = _ike.Counts;
        var answered = _tunnels.Peers.Aggregate(0UL, (sum, peer) => sum + peer.Log.Answered);
        var replayed = _tunnels.Refused(PacketFault.Duplicate)
            + _tunnels.Refused(PacketFault.TooOld);
        return new()
        {
            Peers = _settings.Peers,
            Stood = stood,
            StoodAfter = stoodAfter,
            Handshakes = [.. counts.Handshakes.Order()],
            Failed = counts.Failed,
            Failure = counts.Failure,
            Ended = counts.Ended,
            Requests = counts.Requests,
            Syncs = counts.Syncs,
            ChildRekeys = counts.ChildRekeys,
            IkeRekeys = counts.IkeRekeys,
            Time = asked,
            Missed = missed + _missed,
            Silence = _tunnels.Silence,
            Waited = answered == 0 ? TimeSpan.Zero : _tunnels.Waited / answered,
            WaitedMost = _tunnels.WaitedMost,
            Unsent = _tunnels.Unsent,
            Replayed = replayed,
            Refused = Enum.GetValues<PacketFault>()
                .Aggregate(0UL, (sum, fault) => sum + _tunnels.Refused(fault))
                - replayed + _tunnels.Unknown + _tunnels.Strange
                + _tunnels.Peers.Aggregate(0UL, (sum, peer) => sum + peer.Log.Strange),
            Tunnels = [.. _tunnels.Peers.Select((peer, at) => new LoadTunnelReport(
                LoadSettings.Of(_settings.Identity, at), peer.Behind, peer.IsKept,
                peer.First.In.Value, peer.First.Out.Value)
            {
                Asked = peer.Log.Asked,
                Answered = peer.Log.Answered,
                Twice = peer.Log.Twice,
                Reordered = peer.Log.Reordered,
                Silence = peer.Log.Silence,
                LostInSilence = peer.Log.LostInSilence,
                IsAnswered = peer.Log.IsAnswered,
            })],
        };
    }

    /// <summary>The address from which this machine reaches another one.</summary>
    private static HostAddress RouteTo(HostAddress there)
    {
        using var socket = new Socket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Span<byte> octets = stackalloc byte[4];
        there.Write(octets);
        try
        {
            socket.Connect(new IPEndPoint(new IPAddress(octets), IkePort.Encapsulated));
        }
        catch (SocketException failure)
        {
            throw new GatewayException($"no way to {there}: {failure.Message}", failure);
        }

        return HostAddress.From(((IPEndPoint)socket.LocalEndPoint!).Address.GetAddressBytes());
    }
}
