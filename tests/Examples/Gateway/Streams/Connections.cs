using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Gateway.Streams;
using Holdfast.StateMachines;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.Gateway.Streams;

/// <summary>Connections between two gateways, and with strangers, on the loopback.</summary>
public sealed class Connections : IDisposable
{
    private static readonly HostAddress Here = HostAddress.Parse("127.0.0.1");
    private static readonly HostAddress There = HostAddress.Parse("127.0.0.2");
    private readonly List<(byte[] Content, Flow Flow)> _heard = [];
    private readonly List<(byte[] Content, Flow Flow)> _answers = [];
    private readonly List<int> _lost = [];
    private readonly StreamPort _gateway;
    private readonly StreamPort _peer;
    private Instant _now = Instant.Zero + TimeSpan.FromHours(1);

    public Connections()
    {
        _gateway = new(
            Here, 0, () => _now, (content, flow) => _heard.Add((content.ToArray(), flow)))
        {
            MayOpen = true,
            Lost = end => _lost.Add(end.Half),
        };
        _peer = new(
            There, null, () => _now, (content, flow) => _answers.Add((content.ToArray(), flow)));
    }

    [Fact]
    public void Frames_go_both_ways_by_the_connection_that_the_peer_has_opened()
    {
        var ours = Opened();
        Assert.True(_peer.Put(ours, "\0\0\0\0"u8, "hello"u8));
        Assert.True(_peer.Put(ours, default, new byte[65_533]));
        Assert.False(_peer.Put(ours, default, new byte[65_534]));
        _peer.Flush();
        Until(() => _heard.Count == 2);
        Assert.Equal("\0\0\0\0hello"u8.ToArray(), _heard[0].Content);
        Assert.Equal(65_533, _heard[1].Content.Length);
        var theirs = _heard[0].Flow;
        Assert.Equal(
            new Flow(new(Here, There), _gateway.Port, ours.LocalPort) { IsOverTcp = true }, theirs);

        Assert.True(_gateway.Put(theirs, default, "answer"u8));
        _gateway.Flush();
        Until(() => _answers.Count == 1);
        Assert.Equal("answer"u8.ToArray(), _answers[0].Content);
        Assert.Equal(ours, _answers[0].Flow);

        // A datagram of UDP from the same port is no word of the connection.
        Assert.False(_gateway.Put(theirs with { IsOverTcp = false }, default, "no"u8));
    }

    [Fact]
    [Requirement("RFC9329-4-b")]
    public void The_prefix_is_sent_once_and_by_who_has_opened_the_connection_alone()
    {
        using var other = new Socket(
            AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        Flow? opened = null;
        _peer.Open(Here, (ushort)((IPEndPoint)other.LocalEndPoint!).Port, flow => opened = flow);
        Until(() => opened is not null);
        using var accepted = other.Accept();
        foreach (var content in (byte[][])[[1], [2, 3]])
        {
            Assert.True(_peer.Put(opened!.Value, default, content));
            _peer.Flush();
        }

        Assert.Equal([.. "IKETCP"u8, 0, 3, 1, 0, 4, 2, 3], Taken(accepted, 13));

        using var stranger = Strange([.. "IKETCP"u8, 0, 3, 9]);
        Until(() => _heard.Count == 1);
        Assert.True(_gateway.Put(_heard[0].Flow, default, [7]));
        _gateway.Flush();
        Assert.Equal([0, 3, 7], Taken(stranger, 3));
    }

    [Fact]
    public void A_reign_that_is_over_leaves_no_connection_and_the_peer_opens_another_one()
    {
        var ours = Opened();
        _gateway.Forget();
        Assert.Equal(0, _gateway.Count);
        _peer.Put(ours, default, "more"u8);
        _peer.Flush();
        Until(() => !_peer.IsThere(ours));
        Assert.NotEqual(ours.LocalPort, Opened().LocalPort);
    }

    [Fact]
    public void While_traffic_is_closed_nobody_gets_in()
    {
        _gateway.MayOpen = false;
        Flow? opened = default;
        _peer.Open(Here, _gateway.Port, flow => opened = flow);
        Until(() => _peer.Count == 0);
        Assert.Equal(0, _gateway.Count);
    }

    [Fact]
    public void Nobody_listens_where_nobody_may_come()
    {
        var isTold = false;
        _gateway.Open(There, 9, flow => isTold = flow is null);
        Until(() => isTold);
        Assert.Equal((0, 0), (_peer.Port, _gateway.Count));
    }

    [Fact]
    public void A_stranger_goes_after_its_time_and_a_peer_when_no_SA_is_left()
    {
        var ours = Opened();
        _peer.Put(ours, default, "x"u8);
        _peer.Flush();
        Until(() => _heard.Count == 1);
        _gateway.Prove(_heard[0].Flow, isNew: true);
        using var stranger = Strange([.. "IKETCP"u8, 0, 9, 1]);
        Until(() => _gateway.Count == 2);
        _gateway.HearAll();

        // Whoever says a little from time to time is no less strange.
        _now += StreamPort.StrangeFor / 2;
        stranger.Send([2]);
        _gateway.HearAll();
        _now += (StreamPort.StrangeFor / 2) - TimeSpan.FromSeconds(1);
        _gateway.Tick(_ => true);
        Assert.Equal(2, _gateway.Count);
        _now += TimeSpan.FromSeconds(10);
        Assert.True(_gateway.Deadline <= _now);
        _gateway.Tick(_ => true);
        Assert.Equal(1, _gateway.Count);
        Assert.Equal([4], _lost);
        _now += StreamPort.IdleFor;
        _gateway.Tick(_ => true);
        Assert.Equal(1, _gateway.Count);
        _now += TimeSpan.FromSeconds(5);
        _gateway.Tick(flow => flow != _heard[0].Flow);
        Assert.Equal(0, _gateway.Count);
        Assert.Null(_gateway.Deadline);
    }

    [Fact]
    public void What_somebody_has_recorded_proves_no_connection_but_our_own()
    {
        var ours = Opened();
        _peer.Put(ours, default, "x"u8);
        _peer.Flush();
        Until(() => _heard.Count == 1);
        _gateway.Prove(_heard[0].Flow, isNew: false);
        _peer.Prove(ours, isNew: false);
        _now += StreamPort.StrangeFor + TimeSpan.FromSeconds(5);
        _gateway.Tick(_ => true);
        _peer.Tick(_ => true);
        Assert.Equal((0, 1), (_gateway.Count, _peer.Count));
    }

    [Fact]
    public void Strangers_of_one_address_are_so_many_and_no_more()
    {
        List<Socket> strangers = [];
        try
        {
            for (var at = 0; at < StreamPort.MostOfOne + 8; at++)
            {
                strangers.Add(Strange([]));
                _gateway.HearAll();
            }

            for (var turn = 0; turn < 200; turn++)
            {
                _gateway.HearAll();
            }

            Assert.Equal(StreamPort.MostOfOne, _gateway.Count);
            Opened();
        }
        finally
        {
            strangers.ForEach(one => one.Dispose());
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("IKETCP\0\u0001")]
    public void Who_speaks_something_else_is_cut_off(string said)
    {
        using var stranger = Strange([.. said.Select(letter => (byte)letter)]);
        Until(() => _lost.Count == 1);
        Assert.Equal(0, _gateway.Count);
    }

    [Fact]
    public void A_turn_takes_so_many_frames_and_nobody_waits_behind_who_sends_many()
    {
        var ours = Opened();
        using var stranger = Strange([.. "IKETCP"u8]);
        Until(() => _gateway.Count == 2);
        stranger.Send([.. Enumerable.Range(0, 5_000).SelectMany(
            _ => FramesOfStreams.Framed([7]))]);
        Assert.True(_peer.Put(ours, default, "peer"u8));
        _peer.Flush();
        List<int> turns = [];
        var byPeer = -1;
        for (var turn = 0; turn < 10_000 && _heard.Count < 5_001; turn++)
        {
            var before = _heard.Count;
            _gateway.HearAll();
            turns.Add(_heard.Count - before);
            byPeer = byPeer < 0 && _heard.Any(one => one.Content.Length == 4) ? turn : byPeer;
            Assert.Equal(_gateway.IsBehind, _gateway.Deadline == Instant.Zero);
        }

        Assert.Equal(5_001, _heard.Count);
        Assert.InRange(turns.Max(), 1, 256);
        Assert.True(byPeer < turns.FindLastIndex(count => count > 0), $"in turn {byPeer}");
    }

    [Fact]
    public void Who_has_opened_a_connection_knows_it_as_its_own()
    {
        var ours = Opened();
        _peer.Put(ours, default, "x"u8);
        _peer.Flush();
        Until(() => _heard.Count == 1);
        Assert.True(_peer.IsOurs(ours));
        Assert.False(_gateway.IsOurs(_heard[0].Flow));
        Assert.True(_gateway.IsThere(_heard[0].Flow));
    }

    [Fact]
    public void What_nobody_takes_waits_so_long_and_then_goes_whole_or_not_at_all()
    {
        var ours = Opened();
        var put = 0;
        for (; put < 1_000 && _peer.Put(ours, default, Numbered(put)); put++)
        {
            _peer.Flush();
        }

        Assert.InRange(put, 10, 999);
        Until(() => _heard.Count == put);
        for (var at = 0; at < put; at++)
        {
            Assert.Equal(Numbered(at), _heard[at].Content);
        }

        Assert.True(_peer.Put(ours, default, Numbered(put)));
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _peer.Dispose();
    }

    private static byte[] Taken(Socket socket, int count)
    {
        var octets = new byte[count + 1];
        socket.ReceiveTimeout = 30_000;
        var taken = 0;
        while (taken < count)
        {
            taken += socket.Receive(octets, taken, octets.Length - taken, SocketFlags.None);
        }

        return octets[..taken];
    }

    private static byte[] Numbered(int number)
    {
        var octets = new byte[60_000];
        BitConverter.TryWriteBytes(octets, number);
        return octets;
    }

    private Flow Opened()
    {
        var before = _gateway.Count;
        Flow? opened = null;
        _peer.Open(Here, _gateway.Port, flow => opened = flow);
        Until(() => opened is not null && _gateway.Count == before + 1);
        return opened!.Value;
    }

    private Socket Strange(byte[] says)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, _gateway.Port);
        if (says.Length > 0)
        {
            socket.Send(says);
        }

        return socket;
    }

    /// <summary>Both take turns until something is so; else the test fails by its time.</summary>
    private void Until(Func<bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "it never came");
            _gateway.HearAll();
            _peer.HearAll();
            _gateway.Flush();
            _peer.Flush();
        }
    }
}
