using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Isakmp;
using Holdfast.Gateway.Netlink;
using Holdfast.Gateway.Streams;
using Holdfast.Gateway.Tunnels;
using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Microsoft.Extensions.Logging;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// IKE and ESP of a member: what the machine of the member says about SAs is carried out here, in
/// the order in which it says it, and what peers send becomes its inputs. Law: nothing leaves that
/// the machine has not granted, and nothing is decided here that a machine decides. It lives in the
/// loop of <see cref="Running.MemberShell"/>, in no other thread.
/// </summary>
internal sealed partial class IpsecShell : IHandshakeHolder, IDisposable
{
    /// <summary>Files that are waited for.</summary>
    public const int FileCount = 5;

    // Whoever floods one port stops neither the clock nor the others; what came by one call with
    // the last of them is taken with it.
    private const int DatagramsMax = 256;
    private static readonly TimeSpan ExpectsFor = TimeSpan.FromMilliseconds(50);

    private readonly ClusterMemberConfig _config;
    private readonly Func<ClusterMember.State> _state;
    private readonly Func<ClusterMember.State> _before;
    private readonly Action<Input> _step;
    private readonly Func<Instant> _now;
    private readonly RouteSocket _routes;
    private readonly ILogger _journal;
    private readonly LayeredProvider _provider = CryptoProviders.Fastest(out _);
    private readonly PeerBook _peers;
    private readonly KeyChest _keys;
    private readonly IkeResponder.Config _responding;
    private readonly Handshakes _handshakes;
    private readonly Initiations _initiations;
    private readonly IkeExchanges.Config _exchanging;
    private readonly HandshakeKeys _exchangeKeys;
    private readonly ExchangeWork _exchangeWork;
    private readonly Items<ClusterMemberConfig.Peer> _started;
    private readonly HashSet<string> _inUdp;
    private readonly HashSet<string> _inTcp;
    private readonly HashSet<string> _asking;
    private readonly HostAddress _address;
    private readonly IkePort _plain;
    private readonly IkePort _encapsulated;
    private readonly EspPort? _esp;
    private readonly XfrmPlane? _plane;
    private readonly StreamPort? _streams;
    private readonly TunDevice _device;
    private readonly TunnelTable _tunnels = new();
    private readonly byte[] _heard = new byte[70_000];
    private readonly byte[] _made = new byte[70_000];
    private bool _isOpen;
    private Instant _expectsUntil;
    private bool _maySend;

    /// <param name="ipsec">Secrets and names.</param>
    /// <param name="config">The member's.</param>
    /// <param name="state">The member's state as it is now.</param>
    /// <param name="before">Its state before the step whose outputs are carried out.</param>
    /// <param name="step">Gives the member an input, after those that it has already.</param>
    /// <param name="now">The clock of the loop.</param>
    /// <param name="routes">Talks to the kernel.</param>
    /// <param name="journal">Where events are written.</param>
    public IpsecShell(
        IpsecConfig ipsec, ClusterMemberConfig config, Func<ClusterMember.State> state,
        Func<ClusterMember.State> before, Action<Input> step, Func<Instant> now,
        RouteSocket routes, ILogger journal)
    {
        (_config, _state, _before, _step, _now) = (config, state, before, step, now);
        (_routes, _journal) = (routes, journal);
        _peers = PeerBook.Open(ipsec, config, _provider);
        _keys = new(_provider, config.Set.Self, RandomNumberGenerator.Fill);
        var suites = IkeProposals.SuitesOf(ipsec.KeyExchanges);
        _responding = IkeResponder.Config.TryCreate(
            new() { Suites = suites, Authorities = _peers.Authorities }, out var responding,
            out var error)
            ? responding
            : throw new GatewayException($"{error}");
        _handshakes = new(
            _responding, _provider, config.Set.Self, RandomNumberGenerator.Fill, Find, this);
        _initiations = new(
            InitiatingOf(suites, isBrief: false), _provider, config.Set.Self,
            RandomNumberGenerator.Fill, _peers.Find, this)
        {
            Brief = InitiatingOf(suites, isBrief: true),
        };
        _ownPhaseOnes = new(
            BeginningOf(_peers, signs: false), _provider, RandomNumberGenerator.Fill,
            _peers.FindAsked, this, _peers.FindSigning);
        _phaseOnes = new(
            AnsweringOf(_peers), _provider, RandomNumberGenerator.Fill, _peers.FindAsking, this,
            _ownPhaseOnes, _peers.FindSigning)
        {
            MayBegin = _peers.MayBegin,
        };
        _phaseTwo = new(_provider, RandomNumberGenerator.Fill, this, now);
        _answerNumbers = new(Known);
        _farewells = new(
            (changes, then) => Propose(changes, then),
            (octets, flow) =>
            {
                if (_maySend)
                {
                    Send(octets, flow);
                }
            });
        _exchanging = IkeExchanges.Config.TryCreate(
            new()
            {
                Suites = suites,
                ChildrenMax = ClusterMemberConfig.ChildrenMax,
            },
            out var exchanging, out error)
            ? exchanging
            : throw new GatewayException($"{error}");
        _exchangeKeys = new(_provider, NoncePartition.Alone, RandomNumberGenerator.Fill);
        _exchangeWork = new(_exchangeKeys);
        _questions = new(
            _tunnels, config.Replication.Settings, (changes, then) => Propose(changes, then))
        {
            Reigns = () => Reigns,
            IsSettling = () => IsSettling,
        };
        _started =
        [
            .. config.Set.Peers.Where(
                peer => ipsec.Peers.GetValueOrDefault(peer.Name) is { Start: true }),
        ];
        _inUdp = [.. ipsec.Peers.Where(peer => peer.Value.Udp).Select(peer => peer.Key)];
        _inTcp = [.. ipsec.Peers.Where(peer => peer.Value.Tcp).Select(peer => peer.Key)];
        _asking = [.. ipsec.Peers.Where(peer => peer.Value.TakesAddress).Select(peer => peer.Key)];
        _address = config.Hsrp.Front.VirtualAddress!.Value;
        _moving = Moving();
        _plane = PlaneOf(ipsec);
        _plain = new(_address, IkePort.Plain);
        _encapsulated = new(
            _address, IkePort.Encapsulated, joins: _plane is null ? null : false);
        _esp = _plane is null ? new(_address) : null;
        GiveEspToKernel();
        _streams = StreamsOf(ipsec);
        _device = new(
            routes, ipsec.Tunnel ?? IpsecConfig.UsualTunnel, ipsec.Mtu ?? IpsecConfig.UsualMtu);
        _joining = new(_device.Write);
        LeadInto(_device);
    }

    /// <summary>When something is due that no input brings.</summary>
    public Instant? Deadline => Instant.Earliest(
        Instant.Earliest(
            Instant.Earliest(_handshakes.Deadline, _initiations.Deadline), IsakmpAt),
        Instant.Earliest(
            Instant.Earliest(Instant.Earliest(ExchangesAt, StartsAt()), AgesAt),
            Instant.Earliest(Instant.Earliest(StreamsAt, LooksAt), WaysAt)));

    /// <summary>Does once what peers will ask for, with nobody; the facts that it made.</summary>
    public Items<Change> Rehearse()
    {
        _peers.Rehearse();
        if (_peers.HasOld)
        {
            IsakmpRehearsal.Play(
                RehearsedOf(_peers), BeginningOf(_peers, signs: false), _provider,
                RandomNumberGenerator.Fill);
        }

        return IpsecRehearsal.Play(_responding, _provider, RandomNumberGenerator.Fill);
    }

    /// <summary>Fills in what is waited for.</summary>
    public void WaitFor(Span<LibC.PollEntry> entries)
    {
        entries[0] = new() { File = _plain.File, Events = LibC.PollIn };
        entries[1] = new() { File = _encapsulated.File, Events = LibC.PollIn };
        entries[2] = new()
        {
            File = _esp?.File ?? _plane!.NewsFile,
            Events = LibC.PollIn,
        };
        entries[3] = new() { File = _device.File, Events = LibC.PollIn };

        // Below zero there is none, man 2 poll.
        entries[4] = new() { File = _streams?.File ?? -1, Events = LibC.PollIn };
    }

    /// <summary>The address outside is here: what comes waits in its sockets for the doors to
    /// open, which is a moment, for the address inside may be one message behind.</summary>
    public void Expect() => _expectsUntil = _now() + ExpectsFor;

    /// <summary>Takes what has come, as much as is one's turn.</summary>
    public void HearAll()
    {
        if (!_isOpen && _now() < _expectsUntil)
        {
            return;
        }

        HearPlain();
        HearEncapsulated();
        HearEsp();
        HearKernel();
        HearStreams();
        HearClear();
    }

    /// <summary>What is due by the clock, and what the packets of this turn ask for.</summary>
    public void Turn()
    {
        if (_handshakes.Deadline <= _now())
        {
            _handshakes.Tick(_now());
        }

        if (_initiations.Deadline <= _now())
        {
            _initiations.Tick(_now());
        }

        TickIsakmp(_now());
        TickExchanges(_now());
        TickWays(_now());
        LookAtAges(_now());
        Start(_now());
        TickStreams(_now());
        KeepAddresses();
        ProposeLater();
        LowerFloors(_now());
        LookAtKernel(_now());
        _questions.Flush();
        LeadKernel();
        FlushBatches();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plane?.Close();
        _tunnels.Dispose();
        _plane?.Dispose();
        _device.Dispose();
        _plain.Dispose();
        _encapsulated.Dispose();
        _esp?.Dispose();
        _streams?.Dispose();
        _handshakes.Dispose();
        _initiations.Dispose();
        _phaseOnes.Dispose();
        _ownPhaseOnes.Dispose();
        _phaseTwo.Dispose();
        _exchangeKeys.Dispose();
        _keys.Dispose();
        _peers.Dispose();
    }
}
