namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Where ciphers and keyed functions come from: the platform, BouncyCastle, libcrypto, or several
/// of them in an order of preference. All give the same octets.
/// </summary>
public abstract class CryptoProvider
{
    /// <summary>The name for people, with the library's version where it has one.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it has this cipher with this integrity.</summary>
    public abstract bool Supports(EncryptionSpec encryption, IntegritySpec integrity);

    /// <summary>Whether it has this keyed function.</summary>
    public abstract bool Supports(MacAlgorithm algorithm);

    /// <summary>A cipher for one SA and direction; it copies the keys.</summary>
    /// <param name="encryption">The encryption algorithm.</param>
    /// <param name="integrity">The integrity algorithm; none in combined modes.</param>
    /// <param name="encryptionKey">Key and salt, as long as the row says.</param>
    /// <param name="integrityKey">The key of the MAC; empty in combined modes.</param>
    /// <exception cref="ArgumentException">A key has another length: a bug.</exception>
    /// <exception cref="NotSupportedException">It does not support the algorithms.</exception>
    public abstract PacketCipher CreateCipher(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey);

    /// <summary>A keyed function; it copies the key, which may have any length for HMAC.</summary>
    /// <exception cref="NotSupportedException">It does not support the function.</exception>
    public abstract Mac CreateMac(MacAlgorithm algorithm, ReadOnlySpan<byte> key);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;
}
