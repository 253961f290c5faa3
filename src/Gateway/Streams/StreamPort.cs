using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Holdfast.StateMachines;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Streams;

/// <summary>
/// IKE and ESP over TCP, RFC 9329, at the virtual address: connections that peers open, and those
/// that we open. They are in the memory of one member and of one reign: whoever takes over has
/// none of them, its kernel resets what comes by them, and who opened them opens others.
/// </summary>
internal sealed partial class StreamPort : IDisposable
{
    /// <summary>Where gateways listen, RFC 9329 §2.</summary>
    public const ushort Usual = 4_500;

    /// <summary>So many connections there are at most.</summary>
    public const int Most = 4_096;

    /// <summary>So many by which nothing authentic has come.</summary>
    public const int MostStrange = 1_024;

    /// <summary>So many of those from one address.</summary>
    public const int MostOfOne = 64;

    /// <summary>How long one may be there before something authentic comes by it.</summary>
    public static readonly TimeSpan StrangeFor = TimeSpan.FromSeconds(30);

    /// <summary>How long one is there that no SA uses, and by which nothing comes.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(1);

    private const int Backlog = 1_024;
    private const int ReadyMax = 64;

    // As datagrams: whoever floods this stops neither the clock nor the others.
    private const int FramesOfTurn = 256;
    private const int OctetsOfTurn = 1 << 20;
    private const int AcceptsOfTurn = 32;

    // A SYN that is lost is said again after 1 s, and after 2 s more (RFC 6298 §5.7).
    private static readonly TimeSpan OpensWithin = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SweepsEvery = TimeSpan.FromSeconds(5);

    private readonly HostAddress _address;
    private readonly Heard _heard;
    private readonly Func<Instant> _now;
    private readonly Socket? _listener;
    private readonly Dictionary<int, StreamEnd> _byFile = [];
    private readonly Dictionary<(HostAddress There, ushort Port), StreamEnd> _byPlace = [];
    private readonly Dictionary<StreamEnd, Action<Flow?>> _opening = [];
    private readonly HashSet<StreamEnd> _unsent = [];
    private readonly List<StreamEnd> _failed = [];
    private readonly Queue<StreamEnd> _behind = [];
    private int _frames;
    private int _octets;
    private Instant _sweepsAt;
    private bool _rests;

    /// <summary>What a frame holds: IKE behind its marker, or ESP.</summary>
    public delegate void Heard(ReadOnlySpan<byte> content, Flow flow);

    /// <param name="address">Whose port it is; it need not be here.</param>
    /// <param name="port">The port where peers may open connections; null: they may not.</param>
    /// <param name="now">The clock of the loop.</param>
    /// <param name="heard">Who hears.</param>
    public StreamPort(HostAddress address, ushort? port, Func<Instant> now, Heard heard)
    {
        (_address, _now, _heard) = (address, now, heard);
        File = LibC.OpenReadiness();
        if (port is not { } number)
        {
            return;
        }

        try
        {
            _listener = StreamSocket.Open(address, number);
            _listener.Listen(Backlog);
            Port = (ushort)((IPEndPoint)_listener.LocalEndPoint!).Port;
        }
        catch (SocketException failure)
        {
            _listener?.Dispose();
            _ = LibC.Close(File);
            throw new GatewayException(
                $"can't take TCP port {number} of {address}: {failure.Message}", failure);
        }

        LibC.Watch(File, (int)_listener.Handle, LibC.ReadyToRead, isNew: true);
    }

    /// <summary>The file, to wait for whatever comes.</summary>
    public int File { get; }

    /// <summary>The port where peers may open connections; 0: they may not.</summary>
    public ushort Port { get; }

    /// <summary>How many connections there are.</summary>
    public int Count => _byFile.Count;

    /// <summary>Whether peers may open connections now.</summary>
    public bool MayOpen { get; set; }

    /// <summary>Hears of connections that are over.</summary>
    public Action<StreamEnd>? Lost { get; init; }

    /// <summary>When something is due.</summary>
    public Instant? Deadline => IsBehind ? Instant.Zero
        : _byFile.Count == 0 && !_rests ? null
        : _opening.Keys.Select(end => (Instant?)(end.Began + OpensWithin))
            .Aggregate((Instant?)_sweepsAt, Instant.Earliest);

    /// <summary>Whether frames that have come wait for another turn.</summary>
    public bool IsBehind => _behind.Count > 0;

    /// <summary>Takes what has come, as much as is one's turn.</summary>
    public void HearAll()
    {
        (_frames, _octets) = (FramesOfTurn, OctetsOfTurn);
        for (var count = _behind.Count; count > 0 && _frames > 0; count--)
        {
            var late = _behind.Dequeue();
            late.IsQueued = false;
            if (!late.IsOver && !Read(late) && !late.IsOver)
            {
                End(late);
            }
        }

        Span<int> ready = stackalloc int[ReadyMax];
        foreach (var file in ready[..LibC.Ready(File, ready)])
        {
            if (_listener is not null && file == (int)_listener.Handle)
            {
                for (var accepted = 0; accepted < AcceptsOfTurn && Accept(); accepted++)
                {
                }
            }
            else if (_byFile.TryGetValue(file, out var end) && !Serve(end) && !end.IsOver)
            {
                End(end);
            }
        }
    }

    /// <summary>Whether a connection is open.</summary>
    public bool IsThere(Flow flow) => Of(flow) is { IsOpen: true };

    /// <summary>Whether a connection is open that we have opened.</summary>
    public bool IsOurs(Flow flow) => Of(flow) is { IsOpen: true, IsOurs: true };

    /// <summary>Something authentic has come by a connection.</summary>
    /// <param name="flow">By which.</param>
    /// <param name="isNew">Whether it can't be what somebody has recorded: else one of ours alone
    /// is proved by it.</param>
    public void Prove(Flow flow, bool isNew)
    {
        if (Of(flow) is { } end)
        {
            end.IsProved |= isNew || end.IsOurs;
        }
    }

    /// <summary>A frame is to go with this turn; false: there is no such connection, or so much
    /// waits that it does not.</summary>
    /// <param name="flow">By which connection.</param>
    /// <param name="before">The marker of IKE, or nothing.</param>
    /// <param name="content">The message or the packet.</param>
    public bool Put(Flow flow, ReadOnlySpan<byte> before, ReadOnlySpan<byte> content)
    {
        if (Of(flow) is not { IsOpen: true } end || !end.Put(before, content))
        {
            return false;
        }

        _unsent.Add(end);
        return true;
    }

    /// <summary>What was made in this turn leaves.</summary>
    public void Flush()
    {
        foreach (var end in _unsent)
        {
            if (!Send(end))
            {
                _failed.Add(end);
            }
        }

        _unsent.Clear();
        foreach (var end in _failed)
        {
            End(end);
        }

        _failed.Clear();
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="there">To whom.</param>
    /// <param name="port">To which port.</param>
    /// <param name="then">Hears over which flow it goes; null: it can't be opened.</param>
    public void Open(HostAddress there, ushort port, Action<Flow?> then)
    {
        if (_byPlace.TryGetValue((there, port), out var before))
        {
            if (before is { IsOpen: true, IsOurs: true })
            {
                then(before.Flow);
                return;
            }

            End(before);
        }

        try
        {
            var socket = StreamSocket.Connect(_address, there, port);
            var flow = new Flow(
                new(_address, there), (ushort)((IPEndPoint)socket.LocalEndPoint!).Port, port)
            {
                IsOverTcp = true,
            };
            var end = new StreamEnd(socket, flow, isOurs: true, _now());
            Add(end);
            _opening.Add(end, then);
        }
        catch (Win32Exception)
        {
            then(null);
        }
    }

    /// <summary>Connections that nobody needs end.</summary>
    /// <param name="isUsed">Whether an SA goes by it.</param>
    public void Tick(Func<Flow, bool> isUsed)
    {
        var now = _now();
        foreach (var end in _opening.Keys.Where(end => end.Began + OpensWithin <= now).ToArray())
        {
            End(end);
        }

        if (now < _sweepsAt)
        {
            return;
        }

        _sweepsAt = now + SweepsEvery;
        if (_rests)
        {
            LibC.Watch(File, (int)_listener!.Handle, LibC.ReadyToRead, isNew: false);
            _rests = false;
        }

        foreach (var end in _byFile.Values.ToArray())
        {
            if (!end.IsProved && !end.IsOurs ? end.Began + StrangeFor <= now
                : end.IsOpen && end.Heard + IdleFor <= now && !isUsed(end.Flow))
            {
                End(end);
            }
        }
    }

    /// <summary>A reign is over: nobody is told, for whoever reigns next has the address.</summary>
    public void Forget()
    {
        foreach (var end in _byFile.Values)
        {
            LibC.WatchNoMore(File, end.File);
            end.Forget();
        }

        var opening = _opening.Values.ToArray();
        _byFile.Clear();
        _byPlace.Clear();
        _opening.Clear();
        _unsent.Clear();
        _behind.Clear();
        foreach (var then in opening)
        {
            then(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _opening.Clear();
        Forget();
        _listener?.Dispose();
        _ = LibC.Close(File);
    }

    private void Add(StreamEnd end)
    {
        end.AwaitsRoom = !end.IsOpen;
        LibC.Watch(
            File, end.File, LibC.ReadyToRead | (end.AwaitsRoom ? LibC.ReadyToWrite : 0),
            isNew: true);
        _byFile.Add(end.File, end);
        _byPlace.Add((end.Flow.Path.Remote, end.Flow.RemotePort), end);
        _sweepsAt = _byFile.Count == 1 ? _now() + SweepsEvery : _sweepsAt;
    }

    /// <summary>False: it is over.</summary>
    private bool Serve(StreamEnd end)
    {
        if (!end.IsOpen)
        {
            if (!end.TryOpen() || !Send(end))
            {
                return false;
            }

            if (_opening.Remove(end, out var then))
            {
                then(end.Flow);
            }
        }

        return end.IsOver || ((!end.IsWaiting || Send(end)) && Read(end));
    }

    private bool Read(StreamEnd end)
    {
        var goesOn = end.Read(ref _frames, ref _octets, _now(), _heard);
        if (goesOn && end is { IsBehind: true, IsQueued: false })
        {
            // Whoever waits longest is first.
            end.IsQueued = true;
            _behind.Enqueue(end);
        }

        return goesOn;
    }

    /// <summary>Sends what waits; where there is no room for all of it, room is waited for.
    /// </summary>
    private bool Send(StreamEnd end)
    {
        if (!end.Flush())
        {
            return false;
        }

        if (!end.IsOver && end.AwaitsRoom != end.IsWaiting)
        {
            end.AwaitsRoom = end.IsWaiting;
            LibC.Watch(
                File, end.File, LibC.ReadyToRead | (end.AwaitsRoom ? LibC.ReadyToWrite : 0),
                isNew: false);
        }

        return true;
    }

    private void End(StreamEnd end)
    {
        LibC.WatchNoMore(File, end.File);
        _byFile.Remove(end.File);
        _unsent.Remove(end);
        _byPlace.Remove((end.Flow.Path.Remote, end.Flow.RemotePort));
        end.Close();
        if (_opening.Remove(end, out var then))
        {
            then(null);
        }
        else
        {
            Lost?.Invoke(end);
        }
    }

    private StreamEnd? Of(Flow flow) => flow.IsOverTcp
        ? _byPlace.GetValueOrDefault((flow.Path.Remote, flow.RemotePort))
        : null;
}
