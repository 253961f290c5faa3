using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Where ciphers, keyed functions, key exchanges and signatures come from: the platform,
/// BouncyCastle, libcrypto, or several of them in an order of preference. All give the same octets.
/// </summary>
public abstract class CryptoProvider
{
    /// <summary>The name for people, with the library's version where it has one.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether it has this cipher with this integrity. No provider has a combined mode together
    /// with an integrity algorithm, nor neither of both (RFC 4303 §1).
    /// </summary>
    public bool Supports(EncryptionSpec encryption, IntegritySpec integrity)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        ArgumentNullException.ThrowIfNull(integrity);
        return IsSuite(encryption, integrity) && SupportsCore(encryption, integrity);
    }

    /// <summary>Whether it has this keyed function.</summary>
    public abstract bool Supports(MacAlgorithm algorithm);

    /// <summary>Whether it computes this key exchange; <see cref="KeyExchanges"/> asks.</summary>
    public bool Supports(KeyExchangeMethod method) =>
        KeyExchangeSpec.Find(method) is { } spec && SupportsCore(spec);

    /// <summary>Whether it keeps such private keys and signs with them.</summary>
    public abstract bool Supports(SigningKeyKind kind);

    /// <summary>A cipher for one SA and direction; it copies the keys.</summary>
    /// <param name="encryption">The encryption algorithm.</param>
    /// <param name="integrity">The integrity algorithm; none in combined modes.</param>
    /// <param name="encryptionKey">Key and salt, as long as the row says.</param>
    /// <param name="integrityKey">The key of the MAC; empty in combined modes.</param>
    /// <exception cref="ArgumentException">A key has another length: a bug.</exception>
    /// <exception cref="NotSupportedException">It does not support the algorithms.</exception>
    public PacketCipher CreateCipher(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey)
    {
        if (!Supports(encryption, integrity))
        {
            throw new NotSupportedException($"{Name} lacks {encryption} with {integrity}.");
        }

        if (encryptionKey.Length != encryption.KeyMaterialLength)
        {
            throw new ArgumentException(
                $"A key of {encryptionKey.Length} octets for {encryption}.", nameof(encryptionKey));
        }

        if (integrityKey.Length != integrity.KeyLength)
        {
            throw new ArgumentException(
                $"A key of {integrityKey.Length} octets for {integrity}.", nameof(integrityKey));
        }

        return CreateCipherCore(encryption, integrity, encryptionKey, integrityKey);
    }

    /// <summary>
    /// A keyed function; it copies the key, which may have any length for HMAC and has 16 octets
    /// for AES.
    /// </summary>
    /// <exception cref="ArgumentException">The key has another length: a bug.</exception>
    /// <exception cref="NotSupportedException">It does not support the function.</exception>
    public Mac CreateMac(MacAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        if (!Supports(algorithm))
        {
            throw new NotSupportedException($"{Name} lacks {algorithm}.");
        }

        return algorithm.TakesKey(key.Length)
            ? CreateMacCore(algorithm, key)
            : throw new ArgumentException(
                $"A key of {key.Length} octets for {algorithm}.", nameof(key));
    }

    /// <summary><see cref="Supports(EncryptionSpec, IntegritySpec)"/> of a suite.</summary>
    protected abstract bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity);

    /// <summary>Whether it computes this key exchange.</summary>
    private protected virtual bool SupportsCore(KeyExchangeSpec exchange) => false;

    /// <summary>Our half of a key exchange that it supports, from checked randomness.</summary>
    internal virtual KeyShare CreateShare(
        KeyExchangeSpec exchange, ReadOnlySpan<byte> randomness) =>
        throw new NotSupportedException($"{Name} lacks {exchange}.");

    /// <summary>Who computes an encapsulation that it supports.</summary>
    internal virtual KemArithmetic KemOf(KeyExchangeSpec exchange) =>
        throw new NotSupportedException($"{Name} lacks {exchange}.");

    /// <summary>
    /// A private key that its library keeps ready in native memory; null: it keeps none, and what
    /// signs reads the octets each time.
    /// </summary>
    /// <param name="kind">A kind that it supports.</param>
    /// <param name="inner">Checked: an RSAPrivateKey, a scalar, or the seed of Ed25519 or Ed448.
    /// </param>
    internal virtual LibraryKey? Hold(SigningKeyKind kind, ReadOnlySpan<byte> inner) => null;

    /// <summary><see cref="CreateCipher"/>, its arguments checked.</summary>
    protected abstract PacketCipher CreateCipherCore(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey);

    /// <summary><see cref="CreateMac"/>, its arguments checked.</summary>
    protected abstract Mac CreateMacCore(MacAlgorithm algorithm, ReadOnlySpan<byte> key);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;

    private static bool IsSuite(EncryptionSpec encryption, IntegritySpec integrity) =>
        encryption.IsCombined
            ? integrity.Mac == MacAlgorithm.None
            : encryption.Mode != CipherMode.Null || integrity.Mac != MacAlgorithm.None;
}
