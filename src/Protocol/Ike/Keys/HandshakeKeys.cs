using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The secrets of the exchanges that make IKE SAs, RFC 7296 §1.2, each by a number: shares of key
/// exchanges, keys of IKE SAs and of their first CHILD SAs, and what EAP methods make. Whoever
/// decides knows numbers alone. Forgetting a number zeroes what it names. Not for two threads at a
/// time.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="partition">Which nonces are ours: of one object alone at a time.</param>
/// <param name="random">The caller's random source.</param>
/// <param name="isRepeatable">
/// Whether signatures take randomness from it too, so that one seed is one run; else the library
/// draws its own, which a gateway wants.
/// </param>
public sealed partial class HandshakeKeys(
    CryptoProvider provider, NoncePartition partition, FillRandom random,
    bool isRepeatable = false) : IDisposable
{
    // What goes on with these keys counts from 0: the counters are apart.
    private const ulong CountsFrom = 1UL << 39;

    private readonly Dictionary<ulong, StartedShare> _shares = [];
    private readonly Dictionary<ulong, HandshakeSa> _sas = [];
    private readonly Dictionary<ulong, ChildKeys> _children = [];

    // One counter over all keys, which goes on when some are forgotten: whichever come back, and
    // whoever knows SPIs alone, sees no nonce twice.
    private readonly Dictionary<(IvPolicy, int), IvSource> _ivs = [];
    private ulong _last;

    /// <summary>How many secrets there are.</summary>
    public int Count =>
        _shares.Count + _sas.Count + _children.Count + _msks.Count
        + _kept.Values.Sum(all => all.Length);

    /// <summary>Begins a key exchange; false: the method is not supported.</summary>
    /// <param name="method">The method.</param>
    /// <param name="share">The number of our half.</param>
    /// <param name="value">What the KE payload says.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryStart(
        KeyExchangeMethod method, out ulong share, out Octets value, out CryptoError error)
    {
        using var drawn = Drawn(method);
        return TryStart(method, drawn.Span, out share, out value, out error);
    }

    /// <summary>The responder's half, and the keys of the IKE SA; false: the value is bad.
    /// </summary>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces.</param>
    /// <param name="peerValue">The value of the initiator.</param>
    /// <param name="value">What our KE payload says.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRespond(
        IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Octets peerValue,
        out Octets value, out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        keys = 0;
        if (!TryAgree(suite.KeyExchange, peerValue, out value, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            keys = Adopt(suite, spis, nonces, shared, IkeRole.Responder);
            return true;
        }
    }

    /// <summary>The keys of the IKE SA for the initiator, whose share is used up; false: the
    /// responder's value is bad.</summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces.</param>
    /// <param name="peerValue">The value of the responder.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryComplete(
        ulong share, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Octets peerValue,
        out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        keys = 0;
        if (!_shares[share].Half.TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            Forget(share);
            keys = Adopt(suite, spis, nonces, shared, IkeRole.Initiator);
            return true;
        }
    }

    /// <summary>The keys of an IKE SA whose key exchange was somebody else's.</summary>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces.</param>
    /// <param name="shared">What the exchange gave; it stays the caller's.</param>
    /// <param name="role">Which side we are.</param>
    public ulong Adopt(
        IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Secret shared, IkeRole role)
    {
        ArgumentNullException.ThrowIfNull(suite);
        using var seed = SkeySeed.Initial(new(provider, suite.Prf), nonces, shared);
        return Add(suite, spis, nonces, seed, role);
    }

    private ulong Add(
        IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Secret seed, IkeRole role)
    {
        var prf = new Prf(provider, suite.Prf);
        var derived = IkeKeys.Derive(prf, suite, seed, nonces, spis);
        _sas.Add(++_last, new(provider, suite, prf, derived, role, IvsOf(suite.Encryption)));
        return _last;
    }

    private IvSource IvsOf(EncryptionSpec encryption)
    {
        var kind = (IvPolicies.Of(encryption), encryption.IvLength);
        if (!_ivs.TryGetValue(kind, out var ivs))
        {
            _ivs.Add(kind, ivs = new(encryption, partition, random, CountsFrom));
        }

        return ivs;
    }

    /// <summary>The data of AUTH with a shared key, RFC 7296 §2.15.</summary>
    public AuthPayloadValue Prove(ulong keys, AuthClaim claim, Secret key) => new()
    {
        Data = new AuthPayloadData.Unknown(
            AuthMethod.SharedKey,
            new(SharedKeyAuth.Compute(_sas[keys].Prf, key, SignedBy(keys, claim)))),
    };

    /// <summary>Whether AUTH shows that the other side has the shared key.</summary>
    public bool IsProved(ulong keys, AuthClaim claim, AuthPayloadValue auth, Secret key)
    {
        ArgumentNullException.ThrowIfNull(auth);
        return auth.Data is AuthPayloadData.Unknown(var method, var data)
            && method == AuthMethod.SharedKey
            && SharedKeyAuth.IsAuthentic(
                _sas[keys].Prf, key, SignedBy(keys, claim), data.Span);
    }

    /// <summary>AUTH with a signature, RFC 7427 §3; null: the key does not sign so.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="claim">What is proved.</param>
    /// <param name="key">The key that signs.</param>
    /// <param name="method">14, or a method that fixes the scheme, RFC 4754.</param>
    /// <param name="scheme">How it signs.</param>
    public AuthPayloadValue? Prove(
        ulong keys, AuthClaim claim, PrivateKey key, AuthMethod method, SignatureScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(scheme);
        var octets = SignedBy(keys, claim);
        var randomness = new byte[scheme.RandomnessLength];
        random(randomness);
        return (isRepeatable
            ? key.TrySignDeterministic(scheme, octets, randomness, out var signature, out _)
            : key.TrySign(scheme, octets, out signature, out _))
            ? SignatureAuth.Compose(method, scheme, signature)
            : null;
    }

    /// <summary>Whether AUTH shows that the other side has the private key.</summary>
    public bool IsProved(
        ulong keys, AuthClaim claim, AuthPayloadValue auth, PublicKey key, AlgorithmPolicy policy,
        out CryptoError error) =>
        SignatureAuth.IsAuthentic(key, auth, SignedBy(keys, claim), policy, out _, out error);

    /// <summary>The keys of the first CHILD SA, RFC 7296 §2.17.</summary>
    public ulong DeriveChild(ulong keys, ChildSuite suite, ExchangeNonces nonces)
    {
        var sa = _sas[keys];
        _children.Add(++_last, ChildKeys.Derive(sa.Prf, suite, sa.Keys.SkD, nonces));
        return _last;
    }

    /// <summary>Seals what we say, in pieces where it is longer; false: IVs are used up, or these
    /// keys do not seal here (<see cref="CanSeal"/>).</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The header.</param>
    /// <param name="inner">The payloads.</param>
    /// <param name="most">Octets of a datagram at most; null: it stays whole.</param>
    /// <param name="datagrams">The messages in their order.</param>
    /// <param name="error">Why there are none.</param>
    public bool TrySeal(
        ulong keys, IkeHeaderValue message, InnerPayloadsValue inner, int? most,
        out Items<Octets> datagrams, out CryptoError error)
    {
        if (_sas[keys].Sealer is { } sealer)
        {
            return sealer.TrySealFragments(
                message, inner, most ?? int.MaxValue, out datagrams, out error);
        }

        datagrams = [];
        error = new(CryptoFault.Exhausted, "place of the nonces, which another holder has");
        return false;
    }

    /// <summary>
    /// What the other side said; false: it is not authentic, malformed, or a piece of a message
    /// whose other pieces are missing (RFC 7383 §2.6), and then there is no error.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="inner">The payloads.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message,
        [NotNullWhen(true)] out InnerPayloadsValue? inner, out OpenError error) =>
        TryOpen(keys, message, out inner, out _, out error);

    /// <summary>The same, with the octets as they came: there too where they do not parse.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="inner">The payloads.</param>
    /// <param name="text">What was sealed.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message,
        [NotNullWhen(true)] out InnerPayloadsValue? inner, out InnerText text,
        out OpenError error) =>
        TryOpen(keys, message, out inner, out text, out _, out error);

    private bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message,
        [NotNullWhen(true)] out InnerPayloadsValue? inner, out InnerText text,
        out IkeHeaderValue? ofPieces, out OpenError error)
    {
        (inner, text, ofPieces) = (null, default, null);
        if (IsPiece(message))
        {
            if (_sas[keys].Join(message, out error) is not { } joined)
            {
                return false;
            }

            (text, ofPieces) = (new(joined.FirstPayload, joined.Payloads), joined.Message);
        }
        else if (_sas[keys].Opener.TryOpen(
            message, new byte[message.Length], out var opened, out error))
        {
            text = new(opened.FirstPayload, new(opened.Payloads.Octets));
        }
        else
        {
            return false;
        }

        var isRead = InnerPayloadsValue.TryParse(
            text.Octets.Span, text.First, out inner, out var place);
        error = isRead ? default : OpenError.Malformed(place) with { IsAuthentic = true };
        return isRead;
    }

    /// <summary>The keys of an IKE SA, for whoever goes on with them; they stay here. Who seals
    /// with them asks <see cref="HandOver"/> from where, or counts in a part of its own.</summary>
    public IkeKeys KeysOf(ulong keys) => _sas[keys].Keys;

    /// <summary>The keys of a CHILD SA, for whoever goes on with them; they stay here.</summary>
    public ChildKeys ChildKeysOf(ulong keys) => _children[keys];

    /// <summary>Zeroes what a number names; false: nothing.</summary>
    public bool Forget(ulong number)
    {
        if (_shares.Remove(number, out var share))
        {
            share.Dispose();
            return true;
        }

        if (_sas.Remove(number, out var sa))
        {
            sa.Dispose();
            return true;
        }

        if (_children.Remove(number, out var child))
        {
            child.Dispose();
            return true;
        }

        if (_msks.Remove(number, out var msk))
        {
            msk.Dispose();
            return true;
        }

        if (_kept.Remove(number, out var kept))
        {
            Array.ForEach(kept, secret => secret.Dispose());
            return true;
        }

        return false;
    }

    /// <summary>Zeroes all of them.</summary>
    public void Dispose()
    {
        foreach (var number in
            (ulong[])[
                .. _shares.Keys, .. _sas.Keys, .. _children.Keys, .. _msks.Keys, .. _kept.Keys,
            ])
        {
            Forget(number);
        }
    }

    /// <summary>How many there are, no key.</summary>
    public override string ToString() => $"HandshakeKeys ({Count} secrets)";

    private static bool IsPiece(ReadOnlySpan<byte> message)
    {
        if (IkeHeader.TryParse(message, out var header, out _))
        {
            foreach (var payload in header.Payloads)
            {
                if (payload.Type == PayloadType.EncryptedFragment)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private byte[] SignedBy(ulong keys, AuthClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var sa = _sas[keys];
        return SignedOctets.Of(
            sa.Prf, claim.Message.Span, claim.PeerNonce.Span,
            sa.Keys.AuthenticationOf(claim.Side), claim.Identity.Span,
            claim.Intermediate is var (initiator, responder, id)
                ? IntermediateAuth.Whole(initiator.Span, responder.Span, id)
                : []);
    }

    private Secret Drawn(KeyExchangeMethod method)
    {
        var drawn = new Secret(KeyExchanges.RandomnessLength(method));
        random(drawn.Span);
        return drawn;
    }
}
