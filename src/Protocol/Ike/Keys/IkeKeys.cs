using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The seven keys of an IKE SA, RFC 7296 §2.14. Disposing them zeroes all; they print their
/// lengths and nothing else.
/// </summary>
/// <param name="SkD">Derives the keys of CHILD SAs and of the next IKE SA.</param>
/// <param name="SkAi">Integrity of what the original initiator sends; empty if combined.</param>
/// <param name="SkAr">Integrity of what the responder sends; empty if combined.</param>
/// <param name="SkEi">Encryption of what the original initiator sends, with the salt.</param>
/// <param name="SkEr">Encryption of what the responder sends, with the salt.</param>
/// <param name="SkPi">Authentication of the original initiator.</param>
/// <param name="SkPr">Authentication of the responder.</param>
public sealed record IkeKeys(
    Secret SkD, Secret SkAi, Secret SkAr, Secret SkEi, Secret SkEr, Secret SkPi, Secret SkPr)
    : IDisposable
{
    /// <summary>
    /// The keys that SKEYSEED gives: prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr), RFC 7296 §2.14.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="suite">Its suite, for the lengths.</param>
    /// <param name="skeySeed">SKEYSEED; it stays the caller's.</param>
    /// <param name="nonces">The nonces that SKEYSEED was made with.</param>
    /// <param name="spis">The SPIs of the SA.</param>
    public static IkeKeys Derive(
        Prf prf, IkeSuite suite, Secret skeySeed, ExchangeNonces nonces, IkeSpiPair spis)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(skeySeed);
        var (p, a, e) = (
            prf.Spec.KeyLength, suite.Integrity.KeyLength, suite.Encryption.KeyMaterialLength);
        Span<byte> tail = stackalloc byte[IkeSpiPair.Length];
        spis.Write(tail);
        using var material = prf.Expand(
            skeySeed, [.. nonces.Initiator.Span, .. nonces.Responder.Span, .. tail],
            (3 * p) + (2 * a) + (2 * e));

        // RFC 7296 §2.14: SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr.
        var stream = new KeyStream(material);
        return new IkeKeys(
            stream.Take(p), stream.Take(a), stream.Take(a), stream.Take(e), stream.Take(e),
            stream.Take(p), stream.Take(p));
    }

    /// <summary>
    /// The same keys with a post-quantum preshared key mixed in, RFC 8784 §3: SK_d, SK_pi and
    /// SK_pr each become prf+ (PPK, key). These and the new ones are both to be disposed.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="ppk">The preshared key.</param>
    public IkeKeys WithPpk(Prf prf, Secret ppk)
    {
        var mixed = new IkeKeys(
            Mix(prf, ppk, SkD), new Secret(SkAi.Span), new Secret(SkAr.Span),
            new Secret(SkEi.Span), new Secret(SkEr.Span), Mix(prf, ppk, SkPi),
            Mix(prf, ppk, SkPr));
        GC.KeepAlive(this);
        return mixed;
    }

    /// <summary>
    /// One of SK_d, SK_pi and SK_pr with a post-quantum preshared key mixed in: prf+ (PPK, key),
    /// RFC 8784 §3. The caller disposes it.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="ppk">The preshared key.</param>
    /// <param name="key">The key as it was before.</param>
    public static Secret Mix(Prf prf, Secret ppk, Secret key)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(ppk);
        ArgumentNullException.ThrowIfNull(key);
        var mixed = prf.Expand(ppk, key.Span, key.Length);
        GC.KeepAlive(key);
        return mixed;
    }

    /// <summary>SK_e of what that side sends.</summary>
    public Secret EncryptionOf(IkeRole sender) => sender switch
    {
        IkeRole.Initiator => SkEi,
        IkeRole.Responder => SkEr,
    };

    /// <summary>SK_a of what that side sends.</summary>
    public Secret IntegrityOf(IkeRole sender) => sender switch
    {
        IkeRole.Initiator => SkAi,
        IkeRole.Responder => SkAr,
    };

    /// <summary>SK_p of that side.</summary>
    public Secret AuthenticationOf(IkeRole side) => side switch
    {
        IkeRole.Initiator => SkPi,
        IkeRole.Responder => SkPr,
    };

    /// <summary>The cipher of what that side sends; the caller disposes it.</summary>
    public PacketCipher CreateCipher(CryptoProvider provider, IkeSuite suite, IkeRole sender)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(suite);
        var cipher = provider.CreateCipher(
            suite.Encryption, suite.Integrity, EncryptionOf(sender).Span,
            IntegrityOf(sender).Span);
        GC.KeepAlive(this);
        return cipher;
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        SkD.Dispose();
        SkAi.Dispose();
        SkAr.Dispose();
        SkEi.Dispose();
        SkEr.Dispose();
        SkPi.Dispose();
        SkPr.Dispose();
    }
}
