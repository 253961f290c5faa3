using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Ike;

/// <summary>IKE SAs that this member begins, one for a peer at a time: each in one
/// <see cref="IkeInitiator"/>, in the memory of this member alone.</summary>
internal sealed class Initiations : IDisposable
{
    private const int NonceLength = 32;
    private const int StepsMax = 64;
    private const int DatagramMax = 1_280 - 28;

    private readonly IkeInitiator.Config _config;
    private readonly FillRandom _random;
    private readonly IHandshakeHolder _holder;
    private readonly HandshakeKeys _keys;
    private readonly HandshakeWork _work;
    private readonly HandshakeWork _whole;
    private readonly Dictionary<IkeSpi, Entry> _open = [];
    private readonly HashSet<string> _peers = [];

    private sealed class Entry
    {
        public required string Peer { get; init; }

        public required Action<bool> Then { get; init; }

        public required IkeInitiator.Config Config { get; init; }

        public required Func<IkeSaId, bool> Stood { get; init; }

        public IkeInitiator.State State { get; set; } = new IkeInitiator.State.Idle();

        public Flow Flow { get; set; }
    }

    /// <param name="config">Suites and times.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="member">Whose nonces are used.</param>
    /// <param name="random">Where everything that is drawn comes from.</param>
    /// <param name="find">Who is known.</param>
    /// <param name="holder">The member.</param>
    public Initiations(
        IkeInitiator.Config config, CryptoProvider provider, byte member, FillRandom random,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?> find,
        IHandshakeHolder holder)
    {
        (_config, _random, _holder) = (config, random, holder);
        _keys = new(
            provider,
            NoncePartition.TryCreate(member, 0, out var partition, out _)
                ? partition
                : throw new ArgumentOutOfRangeException(nameof(member)),
            random);
        (_work, _whole) = (new(_keys, find, DatagramMax), new(_keys, find, int.MaxValue));
    }

    /// <summary>Suites and times where a peer may be somewhere else; null: they are the same.
    /// </summary>
    public IkeInitiator.Config? Brief { get; init; }

    /// <summary>When one of them is due.</summary>
    public Instant? Deadline { get; private set; }

    /// <summary>Whether one for that peer is under way.</summary>
    public bool IsUnderWay(string peer) => _peers.Contains(peer);

    /// <summary>Begins one.</summary>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <param name="flow">Where it is; of UDP with port 500 or 4500 on both sides (RFC 7296 §2.23).
    /// </param>
    /// <param name="now">The time.</param>
    /// <param name="then">Hears whether it stands in the end.</param>
    /// <param name="isBrief">Whether the peer may be somewhere else.</param>
    public void Begin(
        string peer, HandshakeWish wish, Flow flow, Instant now, Action<bool> then,
        bool isBrief = false)
    {
        var spi = _holder.DrawIkeSpi();
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        var entry = new Entry
        {
            Peer = peer,
            Then = then,
            Flow = flow,
            Config = (isBrief ? Brief : null) ?? _config,
            Stood = _holder.Standing(),
        };
        _open.Add(spi, entry);
        _peers.Add(peer);
        Step(
            spi, entry,
            new IkeInitiator.Input.Begin(wish, spi, new(nonce), _holder.DrawChildSpi()), now);
        Plan();
    }

    /// <summary>A response of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi initiator, Flow flow, Instant now)
    {
        // RFC 7296 §2.11: an answer comes from where the request went.
        if (_open.TryGetValue(initiator, out var entry)
            && flow.Path.Remote == entry.Flow.Path.Remote
            && _work.Read(entry.State, octets, entry.Flow) is { } input)
        {
            Step(initiator, entry, input, now);
            Plan();
        }
    }

    /// <summary>What is due is sent again, or given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (spi, entry) in _open.ToArray())
        {
            if (IkeInitiator.Deadline(entry.Config, entry.State) <= now)
            {
                Step(spi, entry, new IkeInitiator.Input.Tick(), now);
            }
        }

        Plan();
    }

    /// <summary>One that the peer has begun stands: ours with it is given up, unless the peer may
    /// have heard by now who we are.</summary>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="now">The time.</param>
    public void Yield(string peer, Instant now)
    {
        foreach (var (spi, entry) in _open.ToArray())
        {
            if (entry.Peer == peer && FirstContacts.IsOutdone(entry.State))
            {
                Step(spi, entry, new IkeInitiator.Input.Failed(), now);
            }
        }

        Plan();
    }

    /// <summary>A connection of TCP is over, RFC 9329 §6.1: no answer comes by it any more, and
    /// what was to be said again has no way. One that is a fact soon goes on without it.</summary>
    public void Lose(Flow flow, Instant now)
    {
        foreach (var (spi, entry) in _open.ToArray())
        {
            if (entry.Flow == flow && entry.State is IkeInitiator.State.Asking
                or IkeInitiator.State.Exchanging or IkeInitiator.State.Authenticating
                or IkeInitiator.State.Consulting)
            {
                Step(spi, entry, new IkeInitiator.Input.Failed(), now);
            }
        }

        Plan();
    }

    /// <summary>This member serves no more: nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _peers.Clear();
        _keys.Dispose();
        Plan();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Clear();
        _keys.Dispose();
    }

    private void Step(IkeSpi spi, Entry entry, IkeInitiator.Input first, Instant now)
    {
        var inputs = new Queue<IkeInitiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new GatewayException("a handshake goes on without an end");
            }

            Complain(entry, input);
            var next = IkeInitiator.Step(entry.Config, entry.State, now, input);
            entry.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (WorkOf(entry.Flow).Do(output, entry.Flow) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(spi, entry, output);
                }
            }
        }

        if (entry.State is IkeInitiator.State.Idle or IkeInitiator.State.Up
            or IkeInitiator.State.Gone && _open.Remove(spi))
        {
            _peers.Remove(entry.Peer);
            entry.Then(entry.State is IkeInitiator.State.Up);
        }
    }

    private void Complain(Entry entry, IkeInitiator.Input input)
    {
        switch (entry.State, input)
        {
            case (IkeInitiator.State.Verifying(_, _, var answer),
                IkeInitiator.Input.Denied(var why)):
                _holder.Complain(answer.Identity, entry.Flow, $"is not believed: {why}");
                break;
            case (IkeInitiator.State.Proving(var attempt, _), IkeInitiator.Input.Failed):
                _holder.Complain(
                    attempt.Wish.Wanted ?? default, entry.Flow, "takes no signature of our key");
                break;
            case (IkeInitiator.State.Exchanging(var attempt, _, _),
                IkeInitiator.Input.AuthRefused(var said)):
                _holder.Complain(
                    attempt.Wish.Wanted ?? default, entry.Flow,
                    $"refuses an additional key exchange: {said.Data.Tag}");
                break;
            case (IkeInitiator.State.Authenticating(var attempt, _, _),
                IkeInitiator.Input.AuthRefused(var said)):
                _holder.Complain(
                    attempt.Wish.Wanted ?? default, entry.Flow, $"refuses us: {said.Data.Tag}");
                break;
            default:
                break;
        }
    }

    private void Carry(IkeSpi spi, Entry entry, IkeInitiator.Output output)
    {
        switch (output)
        {
            case IkeInitiator.Output.Send(var octets):
                // RFC 7296 §2.23: behind a NAT all that follows goes from and to port 4500.
                if (!entry.Flow.IsOverTcp && entry.State
                    is IkeInitiator.State.Exchanging { Half.Nat: not NatSides.None }
                    or IkeInitiator.State.Authenticating { Half.Nat: not NatSides.None })
                {
                    entry.Flow = entry.Flow with
                    {
                        LocalPort = IkePort.Encapsulated,
                        RemotePort = IkePort.Encapsulated,
                    };
                }

                _holder.Send(octets, entry.Flow);
                break;
            case IkeInitiator.Output.Establish(var made):
                _holder.Establish(
                    made, entry.Flow, _keys, entry.Stood,
                    isFact => Settle(spi, entry, made, isFact));
                break;
            default:
                break;
        }
    }

    private void Settle(IkeSpi spi, Entry entry, Established made, bool isFact)
    {
        if (!_open.ContainsKey(spi))
        {
            return;
        }

        Step(
            spi, entry,
            isFact ? new IkeInitiator.Input.Committed() : new IkeInitiator.Input.NotCommitted(),
            Instant.Zero);

        // Whoever goes on with the keys has copies.
        if (isFact)
        {
            _keys.Forget(made.Keys.Value);
            _keys.Forget(made.Child?.Keys.Value ?? 0);
        }

        Plan();
    }

    /// <summary>Over TCP messages stay whole, RFC 9329 §7.</summary>
    private HandshakeWork WorkOf(Flow flow) => flow.IsOverTcp ? _whole : _work;

    private void Plan() => Deadline = _open.Values
        .Select(entry => IkeInitiator.Deadline(entry.Config, entry.State))
        .Aggregate((Instant?)null, Instant.Earliest);
}
