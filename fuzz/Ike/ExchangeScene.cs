using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Fuzz.Ike;

/// <summary>
/// A standing IKE SA of mars with a CHILD SA, real keys and facts, and perhaps something that mars
/// has asked for: what its peer says is heard, and all that follows is done.
/// </summary>
internal sealed class ExchangeScene : IDisposable
{
    private const int StepsMax = 64;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);
    private static readonly IkeSuite Suite = HandshakeSuites.Default[0];

    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None, Esn: true);

    private static readonly Items<TrafficRange> Here =
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.0.255"))];

    private static readonly Items<TrafficRange> There =
        [TrafficRange.Between(HostAddress.Parse("10.3.0.0"), HostAddress.Parse("10.3.0.255"))];

    private static readonly IkeSaId Id = new(new(0xca), new(0x3a));

    private static readonly Config Usual = Config.TryCreate(new(), out var config, out _)
        ? config
        : throw new InvalidOperationException("the usual settings are wrong");

    private readonly HandshakeKeys _keys;
    private readonly ExchangeWork _work;
    private readonly Dictionary<IkeSaId, (StandingIke Ike, State State)> _sas = [];
    private readonly PacketCipher _peer;
    private SaState _facts = SaState.Empty;
    private ulong _position;
    private uint _random = 1;
    private ulong _drawn = 0xb000;

    /// <summary>A scene.</summary>
    /// <param name="wish">What mars has asked for; null: nothing.</param>
    public ExchangeScene(ExchangeWish? wish)
    {
        _keys = new(Provider, NoncePartition.Alone, Fill, isRepeatable: true);
        _work = new(_keys);
        var nonces = new ExchangeNonces(Same(1), Same(2));
        using var secret = new Secret(new byte[32]);
        var handle = _keys.Adopt(
            Suite, new(Id.Initiator, Id.Responder), nonces, secret, IkeRole.Responder);
        _peer = _keys.KeysOf(handle).CreateCipher(Provider, Suite, IkeRole.Initiator);
        var peer = new HandshakePeer(
            Octets.Empty,
            [Child with { KeyExchange = KeyExchangeMethod.Curve25519 }, Child],
            [new(Here, There)]);
        var ike = new StandingIke(Id, IkeRole.Responder, Suite, new(handle), peer);
        var child = new StandingChild(new(
            Inbound, new(0x1ca), Child, new(Here, There), IsTransport: false,
            new(_keys.DeriveChild(handle, Child, nonces))));
        Fold([new SaFact.IkeMade(ike, null), new SaFact.ChildMade(child.Sa, null)], Id);
        _sas[Id] = (ike, new State.Idle());
        Go(Id, new Input.Established(ike, [child], []));
        if (wish is not null)
        {
            Go(Id, new Input.Wanted(wish, Draw()));
        }
    }

    /// <summary>The SPI on which mars receives.</summary>
    public static Spi Inbound { get; } = new(0x13a);

    /// <summary>What the peer seals with.</summary>
    public PacketCipher Peer => _peer;

    /// <summary>What mars has asked for; null: nothing.</summary>
    public ExchangeMessage? Asked { get; private set; }

    /// <summary>Hears a datagram of the peer.</summary>
    /// <returns>Whether anything may have changed.</returns>
    public bool Hear(ReadOnlySpan<byte> octets)
    {
        var (ike, state) = _sas[Id];
        if (state is not State.Standing standing || _work.Open(ike, octets)
            is not var (id, isResponse, message))
        {
            return false;
        }

        // The window of message IDs lets no response in that nobody waits for.
        if (isResponse && standing.Ours is not Ours.Asking)
        {
            return false;
        }

        Go(Id, isResponse ? new Input.Answered(message) : new Input.Asked(id, message, Draw()));
        CheckSecrets();
        Reached.Value(message);
        Reached.Value(_sas[Id].State);
        Reached.Digest();
        return true;
    }

    /// <summary>Whether a datagram is anything; nothing is done.</summary>
    public bool IsHeard(ReadOnlySpan<byte> octets) => _work.Open(_sas[Id].Ike, octets) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _peer.Dispose();
        _keys.Dispose();
    }

    // Where nothing is under way, every secret is that of a fact.
    private void CheckSecrets()
    {
        var standing = _sas.Values.Select(sa => sa.State).OfType<State.Standing>().ToList();
        if (standing.All(one => one is { Ours: Ours.Idle, Theirs: Theirs.Idle }
            && one.Waiting.Count == 0 && one.Pending.Count == 0))
        {
            var facts = _facts.Ikes.Count() + _facts.Children.Count();
            ClaimBrokenException.Unless(
                _keys.Count == facts, "every secret is that of an SA",
                $"{_keys.Count} secrets of {facts} SAs");
        }
    }

    private void Go(IkeSaId first, Input input)
    {
        var inputs = new Queue<(IkeSaId Id, Input Input)>([(first, input)]);
        for (var steps = 0; inputs.TryDequeue(out var one); steps++)
        {
            if (!_sas.TryGetValue(one.Id, out var sa))
            {
                continue;
            }

            var next = Step(Usual, sa.State, Instant.Zero, one.Input);
            ClaimBrokenException.Unless(
                steps < StepsMax && next == Step(Usual, sa.State, Instant.Zero, one.Input),
                "a step is a function, and an exchange comes to an end");
            var tick = Step(Usual, next.State, Instant.Zero, new Input.Tick());
            ClaimBrokenException.Unless(
                Deadline(Usual, next.State) <= Instant.Zero
                    || (tick.Outputs.IsEmpty && tick.State == next.State),
                "a tick before the deadline changes nothing");
            _sas[one.Id] = (sa.Ike, next.State);
            foreach (var output in next.Outputs)
            {
                foreach (var (id, then) in Do(one.Id, sa.Ike, output))
                {
                    inputs.Enqueue((id, then));
                }
            }
        }
    }

    private IEnumerable<(IkeSaId, Input)> Do(IkeSaId id, StandingIke ike, Output output)
    {
        if (_work.Do(output) is { } made)
        {
            return [(id, made)];
        }

        switch (output)
        {
            case Output.Ask(var request, _):
                Asked = request;
                return [];
            case Output.Commit(var facts):
                Fold(facts, id);
                return [(id, new Input.Committed(Side.Ours))];
            case Output.Answer(var message, var said, var facts):
                ClaimBrokenException.Unless(
                    _work.Seal(
                        ike, ExchangeMessages.ExchangeOf(said), message, said, isResponse: true)
                        is { Count: > 0 },
                    "an answer can be sealed");
                Fold(facts, id);
                return [(id, new Input.Committed(Side.Theirs))];
            case Output.Succeed(var sa, var children, var tasks):
                _sas.TryAdd(sa.Id, (sa, new State.Idle()));
                return [(sa.Id, new Input.Established(sa, children, tasks))];
            case Output.Confirm(var other):
                return [(other, new Input.Confirmed())];
            case Output.Supersede(var other, var by):
                return [(other, new Input.Superseded(by))];
            case Output.End(var ended):
                Fold([new SaFact.IkeEnded(ended)], ended);
                return [];
            default:
                return [];
        }
    }

    private void Fold(Items<SaFact> facts, IkeSaId id)
    {
        var changes = SaFact.ToChanges(
            facts,
            child => child.ToRow(
                id, child.Origin?.ToOctets() ?? Octets.Empty, (0, 0, 0, 1)),
            ike => ike.ToRow(
                Octets.FromHex("01"), default, (1, 1), ike.Origin?.ToOctets() ?? Octets.Empty));
        if (changes.Count == 0)
        {
            return;
        }

        var position = new Position(default, ++_position);
        var refusal = Evolution.Decide(_facts, changes, position);
        ClaimBrokenException.Unless(
            refusal == Refusal.None, "what an exchange makes or ends can be a fact",
            $"{refusal}");
        foreach (var key in Evolution.Forgotten(_facts, new(position, changes)))
        {
            _keys.Forget(key.Value);
        }

        _facts = Evolution.Evolve(_facts, new(position, changes));
    }

    private ExchangeDraw Draw()
    {
        Span<byte> nonce = stackalloc byte[32];
        Fill(nonce);
        Span<byte> link = stackalloc byte[16];
        Fill(link);
        return new(new(nonce), new((uint)++_drawn), new(++_drawn), new(link));
    }

    private static Octets Same(byte octet)
    {
        Span<byte> octets = stackalloc byte[32];
        octets.Fill(octet);
        return new(octets);
    }

    // Nobody has to be unable to guess it here.
    private void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets)
        {
            _random = (_random * 1_664_525) + 1_013_904_223;
            octet = (byte)(_random >> 24);
        }
    }
}
