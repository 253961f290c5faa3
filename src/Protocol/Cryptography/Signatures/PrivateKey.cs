using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Codec;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A private key that signs. Its octets lie outside the managed heap, are zeroed when disposed and
/// never printed. Not for two threads at a time.
/// </summary>
/// <remarks>
/// Read by <see cref="LibcryptoProvider"/>, it signs inside libcrypto, in constant time and in
/// native memory that is cleansed. Otherwise RSA and ECDSA are the platform's, on Linux in native
/// memory too; Ed25519, Ed448 and RSA over a bare hash are BouncyCastle's, as is ECDSA without
/// randomness in any case. BouncyCastle's numbers are wiped after each signature, but not what it
/// computes on the way: residues modulo the primes of RSA, the nonce of ECDSA and the state of
/// SHA-512 over a seed stay in the managed heap until the collector uses their memory again.
/// </remarks>
public sealed class PrivateKey : IDisposable
{
    private readonly Secret _inner;

    /// <summary>The key as a library has it ready; null: the octets are read each time.</summary>
    private readonly LibraryKey? _held;

    private PrivateKey(Secret inner, LibraryKey? held, PublicKey publicKey)
    {
        _inner = inner;
        _held = held;
        PublicKey = publicKey;
    }

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The kind of key.</summary>
    public SigningKeyKind Kind => PublicKey.Kind;

    /// <summary>An RSAPrivateKey, the scalar of a curve, or the seed of Ed25519 or Ed448.</summary>
    private ReadOnlySpan<byte> Inner => _inner.Span;

    /// <summary>Reads PKCS #8 that is not encrypted, RFC 5958 §2.</summary>
    /// <param name="provider">Who keeps the key and signs.</param>
    /// <param name="info">The DER; copied, the caller zeroes its own.</param>
    /// <param name="key">The key; the caller disposes it.</param>
    /// <param name="error">
    /// What is wrong, with the part at fault; nothing of the key. Unsupported: the provider lacks
    /// the kind of key.
    /// </param>
    public static bool TryRead(
        CryptoProvider provider,
        ReadOnlySpan<byte> info,
        [NotNullWhen(true)] out PrivateKey? key,
        out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(provider);
        key = null;
        if (!KeyStructure.TryOpenPrivate(info, out var kind, out var octets, out error)
            || !PrivateKeyContents.TryOpen(kind, octets, out var inner, out error))
        {
            return false;
        }

        if (!provider.Supports(kind))
        {
            error = new(CryptoFault.Unsupported, kind.ToString());
            return false;
        }

        var secret = new Secret(inner);
        var held = provider.Hold(kind, secret.Span);
        if (!PrivateKeyContents.TryFindPublic(
            kind, secret.Span, held, out var publicKey, out error))
        {
            held?.Dispose();
            secret.Dispose();
            return false;
        }

        key = new(secret, held, publicKey);
        return true;
    }

    /// <summary>
    /// Signs, where a scheme asks for randomness (ECDSA, PSS) with the library's own: for the
    /// shell, since no two signatures are equal.
    /// </summary>
    /// <param name="scheme">How to sign.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="signature">The signature in the form of the scheme.</param>
    /// <param name="error">The scheme does not fit the key, or the key has no room for it.</param>
    public bool TrySign(
        SignatureScheme scheme,
        ReadOnlySpan<byte> message,
        out Octets signature,
        out CryptoError error)
    {
        signature = default;
        if (!Accepts(scheme, message.Length, out error))
        {
            return false;
        }

        // A key that is gone signs no more, whoever held it.
        var inner = Inner;
        if (_held is not null)
        {
            signature = new(_held.Sign(scheme, message));
            return true;
        }

        if (scheme is SignatureScheme.RsaPss pss && pss.SaltLength != pss.Hash.Length())
        {
            // The platform's salt is as long as the hash.
            error = new(CryptoFault.Unsupported, scheme.ToString());
            return false;
        }

        signature = new(scheme switch
        {
            SignatureScheme.RsaPkcs1 one =>
                RsaSigning.Sign(inner, one.Hash, message, RSASignaturePadding.Pkcs1),
            SignatureScheme.RsaPss one =>
                RsaSigning.Sign(inner, one.Hash, message, RSASignaturePadding.Pss),
            SignatureScheme.RsaBare => RsaSigning.SignBare(inner, message),
            SignatureScheme.EcdsaFixed one =>
                EcdsaSigning.Sign(Kind, inner, one.Hash, message),
            SignatureScheme.Ecdsa one => EcdsaSigning.ToDer(
                EcdsaSigning.Sign(Kind, inner, one.Hash, message)),
            SignatureScheme.Ed25519 or SignatureScheme.Ed448 =>
                EdwardsSigning.Sign(Kind, inner, message),
        });
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>
    /// Signs so that equal arguments give equal signatures: ECDSA by RFC 6979, PSS with the salt
    /// that is given. For simulation: ECDSA is BouncyCastle's, whose time may tell of the key.
    /// </summary>
    /// <param name="scheme">How to sign.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="randomness">
    /// <see cref="SignatureScheme.RandomnessLength"/> octets of salt.
    /// </param>
    /// <param name="signature">The signature in the form of the scheme.</param>
    /// <param name="error">The scheme does not fit the key, or the key has no room for it.</param>
    /// <exception cref="ArgumentException">The randomness has another length: a bug.</exception>
    public bool TrySignDeterministic(
        SignatureScheme scheme,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> randomness,
        out Octets signature,
        out CryptoError error)
    {
        signature = default;
        if (randomness.Length != scheme.RandomnessLength)
        {
            throw new ArgumentException(
                $"{scheme} takes {scheme.RandomnessLength} octets", nameof(randomness));
        }

        if (!Accepts(scheme, message.Length, out error))
        {
            return false;
        }

        signature = new(scheme switch
        {
            // No randomness enters these, whoever computes them.
            SignatureScheme.RsaPkcs1 or SignatureScheme.RsaBare
                or SignatureScheme.Ed25519 or SignatureScheme.Ed448 when _held is not null =>
                _held.Sign(scheme, message),
            SignatureScheme.RsaPkcs1 one =>
                RsaSigning.Sign(Inner, one.Hash, message, RSASignaturePadding.Pkcs1),
            SignatureScheme.RsaBare => RsaSigning.SignBare(Inner, message),
            SignatureScheme.RsaPss one =>
                RsaSigning.SignPss(Inner, _held, one.Hash, message, randomness),
            SignatureScheme.EcdsaFixed one =>
                EcdsaSigning.SignDeterministic(Kind, Inner, one.Hash, message),
            SignatureScheme.Ecdsa one => EcdsaSigning.ToDer(
                EcdsaSigning.SignDeterministic(Kind, Inner, one.Hash, message)),
            SignatureScheme.Ed25519 or SignatureScheme.Ed448 =>
                EdwardsSigning.Sign(Kind, Inner, message),
        });
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        _inner.Dispose();
    }

    /// <summary>For example "private key: Rsa (2048)"; nothing of the key.</summary>
    public override string ToString() => $"private key: {PublicKey}";

    private bool Accepts(SignatureScheme scheme, int messageLength, out CryptoError error)
    {
        error = default;
        if (!scheme.Fits(Kind))
        {
            error = new(CryptoFault.Unsupported, $"{scheme} by a key of {Kind}");
            return false;
        }

        var hasRoom = scheme switch
        {
            SignatureScheme.RsaPss one => RsaPadding.HasRoom(one, PublicKey.Bits),
            SignatureScheme.RsaBare => RsaPadding.HasRoomBare(messageLength, PublicKey.Bits),
            // The shortest modulus has room for the longest hash and its name.
            SignatureScheme.RsaPkcs1 => true,
            SignatureScheme.EcdsaFixed or SignatureScheme.Ecdsa => true,
            SignatureScheme.Ed25519 or SignatureScheme.Ed448 => true,
        };
        if (!hasRoom)
        {
            error = new(CryptoFault.WrongLength, $"{scheme} by a key of {PublicKey.Bits} bits");
        }

        return hasRoom;
    }
}
