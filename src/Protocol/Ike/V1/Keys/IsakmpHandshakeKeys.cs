using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The secrets of the exchanges of IKEv1, RFC 2409 §5, each by a number: shares of key exchanges,
/// keys of ISAKMP SAs and of CHILD SAs, and what users are asked for. Whoever decides knows numbers
/// alone. Forgetting a number zeroes what it names. Not for two threads at a time.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="random">The caller's random source.</param>
public sealed partial class IsakmpHandshakeKeys(CryptoProvider provider, FillRandom random)
    : IDisposable
{
    private static readonly SignatureScheme Bare = new SignatureScheme.RsaBare();

    private readonly Dictionary<ulong, KeyShare> _shares = [];
    private readonly Dictionary<ulong, IsakmpHandshakeSa> _sas = [];
    private readonly Dictionary<ulong, ChildKeys> _children = [];
    private ulong _last;

    /// <summary>How many secrets there are.</summary>
    public int Count =>
        _shares.Count + _sas.Count + _children.Count + _secrets.Count;

    /// <summary>Begins a key exchange; false: the group is not supported.</summary>
    /// <param name="group">The group.</param>
    /// <param name="share">The number of our half.</param>
    /// <param name="value">What the KE payload says.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryStart(
        KeyExchangeMethod group, out ulong share, out Octets value, out CryptoError error)
    {
        (share, value) = (0, default);
        using var drawn = new Secret(KeyExchanges.RandomnessLength(group));
        random(drawn.Span);
        if (!KeyExchanges.TryStart(provider, group, drawn.Span, out var half, out error))
        {
            return false;
        }

        _shares.Add(share = ++_last, half);
        value = new(half.PublicValue);
        return true;
    }

    /// <summary>The keys of an ISAKMP SA; our half stays until it is forgotten. False: the other
    /// side's value is bad.</summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="nonces">Both nonces.</param>
    /// <param name="peerValue">The value of the other side.</param>
    /// <param name="key">The key that both have, which stays the caller's; null: both sign.
    /// </param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryComplete(
        ulong share, IsakmpSuite suite, PhaseOneExchange exchange, ExchangeNonces nonces,
        Octets peerValue, Secret? key, out ulong keys, out CryptoError error)
    {
        keys = 0;
        if (!_shares[share].TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            keys = Adopt(suite, exchange, nonces, shared, key);
            return true;
        }
    }

    /// <summary>The keys of an ISAKMP SA whose key exchange was somebody else's.</summary>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="nonces">Both nonces.</param>
    /// <param name="shared">What the key exchange gave; it stays the caller's.</param>
    /// <param name="key">The key that both have, which stays the caller's; null: both sign.
    /// </param>
    public ulong Adopt(
        IsakmpSuite suite, PhaseOneExchange exchange, ExchangeNonces nonces, Secret shared,
        Secret? key)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(exchange);
        var prf = new Prf(provider, suite.Prf);
        using var skeyid = key is null
            ? Skeyid.FromSignatures(prf, nonces, shared)
            : Skeyid.FromPreSharedKey(prf, key, nonces);
        return Import(suite, IsakmpKeys.Derive(prf, suite, skeyid, shared, exchange.Cookies));
    }

    /// <summary>The keys of an ISAKMP SA that was made elsewhere.</summary>
    /// <param name="suite">Its algorithms.</param>
    /// <param name="keys">Its keys; from now on they are disposed here.</param>
    public ulong Import(IsakmpSuite suite, IsakmpKeys keys)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(keys);
        _sas.Add(++_last, new(provider, suite, new(provider, suite.Prf), keys));
        return _last;
    }

    /// <summary>Whether a number is that of keys of an ISAKMP SA.</summary>
    public bool Has(ulong keys) => _sas.ContainsKey(keys);

    /// <summary>The IV of the first encrypted message of phase 1, RFC 2409 appendix B.</summary>
    public IvChain FirstChainOf(ulong keys, PhaseOneExchange exchange) => IvChain.OfPhaseOne(
        _sas[keys].Suite.Hash, exchange, _sas[keys].Suite.Encryption.BlockLength);

    /// <summary>The IV of the first message of an exchange of phase 2, RFC 2409 appendix B.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="last">The chain behind the last message of phase 1.</param>
    /// <param name="id">The message ID.</param>
    public IvChain ChainOf(ulong keys, IvChain last, MessageId id) =>
        last.OfPhaseTwo(_sas[keys].Suite.Hash, id);

    /// <summary>Whether an exchange had this message ID, RFC 2409 §5.5: another one would have the
    /// same IV.</summary>
    public bool IsUsed(ulong keys, MessageId id) => id.Value == 0 || _sas[keys].IsUsed(id);

    /// <summary>An exchange has this message ID; false: one had it, or it is that of phase 1.
    /// </summary>
    public bool Use(ulong keys, MessageId id) => id.Value != 0 && _sas[keys].Use(id);

    /// <summary>HASH_I or HASH_R, RFC 2409 §5.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="side">Whose hash it is.</param>
    /// <param name="identity">The body of that side's ID payload.</param>
    public Octets HashOf(
        ulong keys, PhaseOneExchange exchange, IkeRole side, Octets identity)
    {
        var sa = _sas[keys];
        return new(side switch
        {
            IkeRole.Initiator => IsakmpHashes.OfInitiator(
                sa.Prf, sa.Keys.Skeyid, exchange, identity.Span),
            IkeRole.Responder => IsakmpHashes.OfResponder(
                sa.Prf, sa.Keys.Skeyid, exchange, identity.Span),
        });
    }

    /// <summary>Whether HASH_I or HASH_R is that of a side.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="side">Whose hash it is to be.</param>
    /// <param name="identity">The body of that side's ID payload.</param>
    /// <param name="hash">What came.</param>
    public bool IsProved(
        ulong keys, PhaseOneExchange exchange, IkeRole side, Octets identity, Octets hash) =>
        IsakmpHashes.Agree(HashOf(keys, exchange, side, identity).Span, hash.Span);

    /// <summary>SIG_I or SIG_R, RFC 2409 §5.1: by RSA over HASH_I or HASH_R itself. Null: the key
    /// does not sign so.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="side">Who signs.</param>
    /// <param name="identity">The body of that side's ID payload.</param>
    /// <param name="key">The key that signs; it stays the caller's.</param>
    public Octets? Sign(
        ulong keys, PhaseOneExchange exchange, IkeRole side, Octets identity, PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);

        // No randomness enters it: equal arguments give equal signatures.
        return key.TrySignDeterministic(
            Bare, HashOf(keys, exchange, side, identity).Span, [], out var signature, out _)
            ? signature
            : null;
    }

    /// <summary>Whether SIG_I or SIG_R shows that a side has the private key, RFC 2409 §5.1.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="side">Who is to have signed.</param>
    /// <param name="identity">The body of that side's ID payload.</param>
    /// <param name="signature">What came.</param>
    /// <param name="key">The key of that side.</param>
    /// <param name="error">What is wrong.</param>
    public bool IsProved(
        ulong keys, PhaseOneExchange exchange, IkeRole side, Octets identity, Octets signature,
        PublicKey key, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.TryVerify(
            Bare, HashOf(keys, exchange, side, identity).Span, signature.Span, out error);
    }

    /// <summary>The keys of an ISAKMP SA, for whoever goes on with them; they stay here.</summary>
    public IsakmpKeys KeysOf(ulong keys) => _sas[keys].Keys;

    /// <summary>The keys of a CHILD SA, for whoever goes on with them; they stay here.</summary>
    public ChildKeys ChildKeysOf(ulong keys) => _children[keys];

    /// <summary>Zeroes what a number names; false: nothing.</summary>
    public bool Forget(ulong number)
    {
        IDisposable? named =
            _shares.Remove(number, out var share) ? share
            : _sas.Remove(number, out var sa) ? sa
            : _children.Remove(number, out var child) ? child
            : _secrets.Remove(number, out var secret) ? secret
            : null;
        named?.Dispose();
        return named is not null;
    }

    /// <summary>Zeroes all of them.</summary>
    public void Dispose()
    {
        foreach (var number in (ulong[])
            [.. _shares.Keys, .. _sas.Keys, .. _children.Keys, .. _secrets.Keys])
        {
            Forget(number);
        }
    }

    /// <summary>How many there are, no key.</summary>
    public override string ToString() => $"IsakmpHandshakeKeys ({Count} secrets)";
}
