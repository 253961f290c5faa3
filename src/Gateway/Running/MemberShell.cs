using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Holdfast.Codec;
using Holdfast.Gateway.Control;
using Holdfast.Gateway.FirstHop;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Leasing;
using Holdfast.Gateway.Netlink;
using Holdfast.Gateway.Store;
using Holdfast.Gateway.Sync;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Microsoft.Extensions.Logging;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Gateway.Running;

/// <summary>
/// A member on this machine: one loop, which hears, steps, carries the outputs out in their order
/// and sleeps until something comes or the machine is due. Law: nothing is decided here that a
/// machine decides; what has arrived is heard before time is told to have passed, but for whoever
/// has slept: it learns that first.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class MemberShell
{
    private const int StepsMax = 100_000;

    // Who floods a group does not stop the clock.
    private const int MessagesMax = 1_024;
    private const int OwnFiles = 4;
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(10);

    private readonly GatewayConfig _gateway;
    private readonly ClusterMemberConfig _config;
    private readonly ILogger _journal;
    private readonly EpochStore _store;
    private readonly RouteSocket _routes = new();
    private readonly RouteSocket _news = new(RouteSocket.LinkGroup);
    private readonly SharedAddress[] _shared = new SharedAddress[2];
    private readonly HsrpPort[] _ports = new HsrpPort[2];
    private readonly bool[] _claims = new bool[2];
    private readonly Dictionary<int, bool> _carriers = [];
    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly Queue<Input> _own = new();
    private readonly int _waker = LibC.OpenCounter();
    private readonly SyncCredentials _credentials;
    private readonly HsrpKeyChain _keys;
    private readonly SyncMesh _mesh;
    private readonly Instant _started = Now;
    private AddressLease? _lease;
    private IpsecShell? _ipsec;
    private ClusterMember.State _state;
    private ClusterMember.State _before;
    private bool _isBusy;
    private Instant _stepBegan;
    private Instant? _leaveUntil;
    private Instant _awake;
    private bool _isEnding;

    private readonly Dictionary<int, string> _cards = [];
    private readonly Lock _waking = new();
    private bool _isOver;

    private MemberShell(GatewayConfig gateway, ClusterMemberConfig config, ILogger journal)
    {
        _gateway = gateway;
        _journal = journal;
        _store = EpochStore.Open(gateway.Store, config.Set.Self);
        _config = (gateway.Ipsec is null ? config : Settling(config)).Started(_store.Start);
        _state = _before = ClusterMember.Initial(_config, Now);
        _credentials = new(gateway.Sync, config.Self.Name);
        _keys = KeyFiles.Read(gateway.HsrpKeys);
        _claimsInside = new(
            said => DoFirstHop(HsrpPair.Side.Back, said), LookFirst,
            () => (Now - _stepBegan, _lease?.Time));
        _mesh = new(
            _config, _credentials, gateway.Sync.Port ?? SyncMesh.UsualPort,
            news => Ask(() => Hear(news)));
    }

    /// <summary>The same member, that gives its place away once its tunnels have told how far they
    /// came.</summary>
    private static ClusterMemberConfig Settling(ClusterMemberConfig config) =>
        ClusterMemberConfig.TryCreate(
            config.Set with { Drain = config.Set.Drain with { SettlesTraffic = true } },
            out var settling, out _)
            ? settling
            : config;

    private static Instant Now => Instant.Zero + LibC.SinceBoot();

    /// <summary>Runs a member until somebody ends it, by a signal or the cancellation.</summary>
    /// <param name="gateway">The shell's configuration, with whole paths.</param>
    /// <param name="config">The member's; the two fit (<see cref="GatewayConfig.Check"/>).</param>
    /// <param name="guard">The command that runs <see cref="AddressGuard"/>.</param>
    /// <param name="journal">Where events are written.</param>
    /// <param name="leave">Somebody wants it to end: it drains first, for 10 s at most.</param>
    /// <exception cref="GatewayException">It can't begin, or can't go on.</exception>
    public static async Task RunAsync(
        GatewayConfig gateway, ClusterMemberConfig config, IReadOnlyList<string> guard,
        ILogger journal, CancellationToken leave)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(guard);
        MemberShell? shell = null;
        try
        {
            shell = new(gateway, config, journal);
            await using var mesh = shell._mesh.ConfigureAwait(false);
            await using var control = new ControlSocket(gateway.Control, shell.AnswerAsync)
                .ConfigureAwait(false);
            await using var _ = leave.Register(() => shell.Ask(shell.Leave))
                .ConfigureAwait(false);
            await Task.Factory.StartNew(
                () => shell.Live(guard), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Win32Exception or SocketException
            or IOException or UnauthorizedAccessException)
        {
            throw new GatewayException(failure.Message, failure);
        }
        finally
        {
            shell?.End();
        }
    }

    /// <summary>However it ends, it ends without its addresses.</summary>
    private void Live(IReadOnlyList<string> guard)
    {
        try
        {
            Loop(guard);
        }
        finally
        {
            foreach (var shared in _shared)
            {
                Quietly(() => shared?.Release());
            }
        }
    }

    private void Loop(IReadOnlyList<string> guard)
    {
        Begin(guard);
        Span<LibC.PollEntry> wait =
            stackalloc LibC.PollEntry[OwnFiles + (_ipsec is null ? 0 : IpsecShell.FileCount)];
        wait[0] = new() { File = _waker, Events = LibC.PollIn };
        wait[1] = new() { File = _news.File, Events = LibC.PollIn };
        wait[2] = new() { File = _ports[0].File, Events = LibC.PollIn };
        wait[3] = new() { File = _ports[1].File, Events = LibC.PollIn };
        _ipsec?.WaitFor(wait[OwnFiles..]);
        while (!_isEnding)
        {
            var now = Now;
            Wake(now);
            Renew(now);
            var due = ClusterMember.Deadline(_config, _state);
            var next = Instant.Earliest(
                Instant.Earliest(due, _lease!.Due),
                Instant.Earliest(
                    Instant.Earliest(LeavesAt, HandsOnAt), _ipsec?.Deadline))!.Value;
            var sleep = next > now ? next - now : TimeSpan.Zero;
            var hasNews = LibC.Wait(wait, sleep);
            Wake(Now);
            if (hasNews)
            {
                HearAll();
            }

            if (due <= Now)
            {
                Do(Tick());
            }

            _ipsec?.Turn();
            HandOn(Now);
            Measure();
            Leaving();
        }

        foreach (var side in Sides)
        {
            Do(new Input.AtFirstHop(side, new HsrpGroup.Input.Disable()));
        }
    }

    private void Renew(Instant now)
    {
        if (AddressLease.IsDeserved(_config, _state, now))
        {
            _lease?.Renew(now);
        }
    }

    /// <summary>
    /// Whoever stood still for longer than its address is leased asks whether it still reigns,
    /// before it hears what others said meanwhile and answers as what it was.
    /// </summary>
    private void Wake(Instant now)
    {
        if (_awake != Instant.Zero && now - _awake > _lease!.Time)
        {
            Do(Tick(ClusterMember.Part.Replication));
        }

        _awake = now;
    }

    private static Input.Tick Tick(ClusterMember.Part first = ClusterMember.Part.Links) => new(
        first, Timer: new HsrpGroup.Input.Tick((ushort)Random.Shared.Next(0, 1_001)));

    private static HsrpPair.Side[] Sides => [HsrpPair.Side.Front, HsrpPair.Side.Back];

    private void Begin(IReadOnlyList<string> guard)
    {
        var start = _store.Start;
        Journal.Starts(
            _journal, _config.Self.Name, start.Boot, start.Store, start.Epoch);
        foreach (var side in Sides)
        {
            var at = (int)side;
            var group = GroupOf(side);
            _shared[at] = new(
                _routes, group, CardOf(side),
                $"hsrp{group.Settings.Group}{(side == HsrpPair.Side.Front ? 'f' : 'b')}");
            _ports[at] = new(group, CardOf(side), _shared[at], _keys);
        }

        if (_gateway.Ipsec is { } ipsec)
        {
            _ipsec = new(
                ipsec, _config, () => _state, () => _before, Do, () => Now, _routes, _journal);
            RehearseLate();
        }

        _ = Rehearsal.Play(_config, Now, _ipsec?.Rehearse() ?? []);
        _lease = new(guard, AddressLease.TimeOf(_config.Hsrp), _shared, () => Ask(Dropped));
        _mesh.Start();
        foreach (var card in Cards)
        {
            _cards.Add(
                LibC.InterfaceOf(card)
                    ?? throw new GatewayException($"there is no interface {card}"),
                card);
        }

        ProtectPeers();
        LookAtCards();
    }

    /// <summary>What is behind peers is guarded before the first SA is there: nothing for it ever
    /// leaves in the clear.</summary>
    private void ProtectPeers()
    {
        if (_ipsec is null)
        {
            return;
        }

        foreach (var prefix in _config.Set.Peers
            .SelectMany(peer => peer.ChildSas).SelectMany(child => child.Remote).Distinct())
        {
            Do(new Input.Protected(_config.Routes.Vrf, prefix, IsProtected: true));
        }
    }

    private void LookAtCards()
    {
        foreach (var (link, card) in _cards)
        {
            Carrier(link, NetworkLinks.Works(card), isGone: false);
        }
    }

    private void HearAll()
    {
        LibC.Reset(_waker);
        var news = _news.News(out var wereLost);
        foreach (var (kind, body) in news)
        {
            if (NetworkLinks.Read(kind, body) is var (link, works, isGone))
            {
                Carrier(link, works, isGone);
            }
        }

        if (wereLost)
        {
            LookAtCards();
        }

        foreach (var side in Sides)
        {
            for (var heard = 0; heard < MessagesMax
                && _ports[(int)side].Receive(out var message); heard++)
            {
                if (message is not null)
                {
                    Do(new Input.AtFirstHop(side, message));
                }
            }
        }

        _ipsec?.HearAll();
        for (var asked = 0; asked < MessagesMax && _asked.TryDequeue(out var ask); asked++)
        {
            ask();
        }

        if (!_asked.IsEmpty)
        {
            LibC.Count(_waker);
        }
    }

    /// <summary>From any thread: the loop does something.</summary>
    private void Ask(Action asked)
    {
        _asked.Enqueue(asked);
        lock (_waking)
        {
            if (!_isOver)
            {
                LibC.Count(_waker);
            }
        }
    }

    /// <summary>A step, what its outputs ask for, and what the member asks of itself by them: that
    /// comes after all that was said before.</summary>
    private void Do(Input first)
    {
        _own.Enqueue(first);
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        _stepBegan = Now;
        for (var steps = 0; _own.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new GatewayException("the member talks to itself without an end");
            }

            var now = Now;
            _before = _state;
            var next = Step(now, input);
            _state = next.State;
            Renew(now);
            foreach (var output in next.Outputs)
            {
                Carry(output);
            }
        }

        _claimsInside.Flush();
        _isBusy = false;
    }

    private HsrpGroup.Config GroupOf(HsrpPair.Side side) =>
        side == HsrpPair.Side.Front ? _config.Hsrp.Front : _config.Hsrp.Back;

    private string CardOf(HsrpPair.Side side) => side == HsrpPair.Side.Front
        ? _gateway.Interfaces.Front
        : _gateway.Interfaces.Back;
}
