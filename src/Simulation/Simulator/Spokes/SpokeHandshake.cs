using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>
/// One side of the exchanges that make an IKE SA of two spokes, RFC 7296 §1.2: IKE_SA_INIT and
/// IKE_AUTH with a shared key. Nonces, SPIs, SKEYSEED and AUTH are computed from the octets that
/// were sent and received; what a key exchange would give is a fact.
/// </summary>
internal sealed class SpokeHandshake : IDisposable
{
    private const int NonceLength = 32;
    private const int SecretLength = 32;

    // Its messages and those of the SA have one key: their counters are apart (I1a).
    private const ulong CountsFrom = 1UL << 39;

    private static readonly IkeSuite Suite = new(
        SaSuites.Ike.Encryption, SaSuites.Ike.Integrity, SaSuites.PrfOfIke,
        KeyExchangeMethod.Curve25519);

    private readonly CryptoProvider _provider;
    private readonly Prf _prf;
    private readonly NoncePartition _partition;
    private readonly FillRandom _random;
    private readonly byte[][] _greetings = [[], []];
    private readonly Octets[] _nonces = new Octets[2];
    private readonly IkeRole _role;
    private IkeKeys? _keys;
    private ulong _counter = CountsFrom;

    /// <summary>A side of it.</summary>
    /// <param name="provider">Who computes.</param>
    /// <param name="role">Which side.</param>
    /// <param name="initiator">The SPI of whoever begins.</param>
    /// <param name="partition">Which nonces are this side's.</param>
    /// <param name="random">Draws nonces.</param>
    public SpokeHandshake(
        CryptoProvider provider, IkeRole role, IkeSpi initiator, NoncePartition partition,
        FillRandom random)
    {
        (_provider, _role, _partition, _random) = (provider, role, partition, random);
        _prf = new(provider, Suite.Prf);
        Spis = new(initiator, default);
    }

    /// <summary>Both SPIs; the responder's is known once it has answered.</summary>
    public IkeSpiPair Spis { get; private set; }

    /// <summary>Whether IKE_SA_INIT is over: there are keys.</summary>
    public bool IsKeyed => _keys is not null;

    /// <summary>The message ID of the exchange that is under way.</summary>
    public uint Step { get; private set; }

    /// <summary>What was sent last by whoever begins, to be sent again.</summary>
    public byte[] Sent { get; private set; } = [];

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>Whether the other side does not believe this one.</summary>
    public bool IsRefused { get; set; }

    /// <summary>What was answered, by message ID, to be answered again.</summary>
    public Dictionary<uint, byte[]> Answers { get; } = [];

    private int Own => _role == IkeRole.Initiator ? 0 : 1;

    /// <summary>The request of IKE_SA_INIT.</summary>
    public byte[] Greet()
    {
        _nonces[0] = Drawn();
        return Sent = _greetings[0] = Message(
            ExchangeType.IkeSaInit, 0, isResponse: false,
            [Exchanged(), NonceOf(_nonces[0])]).ToArray();
    }

    /// <summary>The answer to IKE_SA_INIT, and keys; null: it has no nonce.</summary>
    public byte[]? Welcome(ReadOnlySpan<byte> request, IkeHeaderValue message, IkeSpi responder)
    {
        if (NonceIn(message.Payloads) is not { } theirs)
        {
            return null;
        }

        Spis = new(Spis.Initiator, responder);
        _nonces[0] = theirs;
        _nonces[1] = Drawn();
        _greetings[0] = request.ToArray();
        _greetings[1] = Message(
            ExchangeType.IkeSaInit, 0, isResponse: true,
            [Exchanged(), NonceOf(_nonces[1])]).ToArray();
        Answers[0] = _greetings[1];
        Derive();
        return _greetings[1];
    }

    /// <summary>The answer to IKE_SA_INIT has come; false: it is none.</summary>
    public bool TakeWelcome(ReadOnlySpan<byte> response, IkeHeaderValue message)
    {
        if (IsKeyed || NonceIn(message.Payloads) is not { } theirs)
        {
            return false;
        }

        Spis = new(Spis.Initiator, message.ResponderSpi);
        _nonces[1] = theirs;
        _greetings[1] = response.ToArray();
        Derive();
        return true;
    }

    /// <summary>The next request of whoever begins.</summary>
    public byte[] GoOn(Octets identity, string peer)
    {
        Tries = 0;
        return Sent = Say(ExchangeType.IkeAuth, Step, isResponse: false, Proof(identity, peer));
    }

    /// <summary>What a message of the exchange under way says; null: it is not authentic.</summary>
    public InnerPayloadsValue? Open(ReadOnlySpan<byte> octets)
    {
        using var cipher = _keys!.CreateCipher(_provider, Suite, Other(_role));
        return IkeContent.Open(cipher, octets);
    }

    /// <summary>A message under the keys of the exchange under way.</summary>
    public byte[] Say(
        ExchangeType exchange, uint id, bool isResponse, Items<IkePayloadValue> payloads)
    {
        using var sealer = new MessageSealer(
            _provider, Suite, _keys!, _role,
            new IvSource(Suite.Encryption, _partition, _random, _counter++));
        if (!sealer.TrySeal(
            Message(exchange, id, isResponse, []),
            new InnerPayloadsValue { Payloads = payloads }, out var octets, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        return octets;
    }

    /// <summary>A header of this side.</summary>
    public IkeHeaderValue Message(
        ExchangeType exchange, uint id, bool isResponse, Items<IkePayloadValue> payloads) =>
        IkeContent.Header(
            new(Spis.Initiator, Spis.Responder, _role == IkeRole.Initiator), exchange, id,
            isResponse, payloads);

    /// <summary>Who this side is, and AUTH, RFC 7296 §2.15.</summary>
    public Items<IkePayloadValue> Proof(Octets identity, string peer)
    {
        if (!IdPayloadValue.TryParse(identity.Span, out var id, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        using var key = SharedWith(peer);
        return
        [
            new()
            {
                Body = _role == IkeRole.Initiator
                    ? new IkePayloadBody.IdInitiator(id)
                    : new IkePayloadBody.IdResponder(id),
            },
            new()
            {
                Body = new IkePayloadBody.Auth(new()
                {
                    Data = new AuthPayloadData.Unknown(
                        AuthMethod.SharedKey,
                        new(SharedKeyAuth.Compute(_prf, key, Signed(Own, identity.Span)))),
                }),
            },
        ];
    }

    /// <summary>Whether the other side has proved who it is.</summary>
    public bool IsProved(InnerPayloadsValue inner, Octets identity, string peer)
    {
        var isNamed = false;
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.IdInitiator(var one) && _role == IkeRole.Responder)
            {
                isNamed = new Octets(one.ToArray()) == identity;
            }
            else if (payload.Body is IkePayloadBody.IdResponder(var other)
                && _role == IkeRole.Initiator)
            {
                isNamed = new Octets(other.ToArray()) == identity;
            }
            else if (payload.Body is IkePayloadBody.Auth(var auth) && isNamed
                && auth.Data is AuthPayloadData.Unknown(var method, var data)
                && method == AuthMethod.SharedKey)
            {
                using var key = SharedWith(peer);
                return SharedKeyAuth.IsAuthentic(
                    _prf, key, Signed(1 - Own, identity.Span), data.Span);
            }
        }

        return false;
    }

    /// <summary>The keys of the IKE SA, as a <see cref="KeyRing"/> takes them.</summary>
    /// <param name="isOfMember">Whether a member began.</param>
    public byte[] Material(bool isOfMember) =>
        KeyRing.Of(_keys!, isOfMember ? IkeRole.Initiator : IkeRole.Responder);

    /// <summary>Zeroes its keys.</summary>
    public void Dispose()
    {
        _keys?.Dispose();
        _keys = null;
    }

    private static IkeRole Other(IkeRole role) =>
        role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator;

    private static Secret SharedWith(string peer) =>
        new(Encoding.UTF8.GetBytes($"the key that {peer} and its gateways share"));

    private byte[] Signed(int side, ReadOnlySpan<byte> identity) => SignedOctets.Of(
        _prf, _greetings[side], _nonces[1 - side].Span,
        side == 0 ? _keys!.SkPi : _keys!.SkPr, identity);

    private void Derive()
    {
        using var shared = Shared();
        using var seed = SkeySeed.Initial(_prf, new(_nonces[0], _nonces[1]), shared);
        _keys?.Dispose();
        _keys = IkeKeys.Derive(_prf, Suite, seed, new(_nonces[0], _nonces[1]), Spis);
        Step = 1;
    }

    /// <summary>What the key exchange would give both sides.</summary>
    private Secret Shared()
    {
        var octets = new byte[SecretLength];
        Chance.Of(Spis.Initiator.Value, $"secret {Step}").Fill(octets);
        return new(octets);
    }

    private Octets Drawn()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        return new(nonce);
    }

    private IkePayloadValue Exchanged()
    {
        Span<byte> share = stackalloc byte[SecretLength];
        _random(share);
        return new()
        {
            Body = new IkePayloadBody.Ke(new()
            {
                Method = KeyExchangeMethod.Curve25519,
                Data = new Octets(share),
            }),
        };
    }

    private static IkePayloadValue NonceOf(Octets nonce) =>
        new() { Body = new IkePayloadBody.Nonce(new() { Data = nonce }) };

    private static Octets? NonceIn(Items<IkePayloadValue> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload.Body is IkePayloadBody.Nonce(var nonce))
            {
                return nonce.Data;
            }
        }

        return null;
    }
}
