using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A public key that verifies signatures, RFC 5280 §4.1.2.7: well formed, of a size that bounds
/// the work, its point on the curve. Equal where the SubjectPublicKeyInfo is.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const int RsaBitsMin = 2048;

    private readonly Octets _key;

    private PublicKey(SigningKeyKind kind, Octets info, Octets key, int bits)
    {
        Kind = kind;
        Info = info;
        _key = key;
        Bits = bits;
    }

    /// <summary>The kind of key.</summary>
    public SigningKeyKind Kind { get; }

    /// <summary>Bits of the modulus or of the curve's field.</summary>
    public int Bits { get; }

    /// <summary>How it stands today: RSA below 2048 bits is legacy (RFC 8247 §3.1.1).</summary>
    public Standing Standing =>
        Kind == SigningKeyKind.Rsa && Bits < RsaBitsMin ? Standing.Legacy : Standing.Current;

    /// <summary>
    /// The SubjectPublicKeyInfo as DER, whose SHA-1 names an authority in CERTREQ, RFC 7296 §3.7.
    /// </summary>
    public Octets Info { get; }

    /// <summary>
    /// Reads a SubjectPublicKeyInfo, also of CERT encoding 15 (RFC 7670 §3).
    /// </summary>
    /// <param name="info">The DER, without octets after it.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">What is wrong, with the part at fault.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> info, [NotNullWhen(true)] out PublicKey? key, out CryptoError error)
    {
        key = null;
        if (!KeyStructure.TryOpenPublic(info, out var kind, out var octets, out error)
            || !TryCheck(kind, octets, out var bits, out error))
        {
            return false;
        }

        key = new(kind, new(info), new(octets), bits);
        return true;
    }

    /// <summary>
    /// Reads the key of an X.509 certificate (CERT encoding 4, RFC 7296 §3.6). Whether anybody
    /// should trust the certificate is another question.
    /// </summary>
    /// <param name="certificate">The DER, without octets after it.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">What is wrong, with the part at fault.</param>
    public static bool TryReadCertificate(
        ReadOnlySpan<byte> certificate,
        [NotNullWhen(true)] out PublicKey? key,
        out CryptoError error)
    {
        key = null;
        return KeyStructure.TryFindPublicKey(certificate, out var info, out error)
            && TryRead(info, out key, out error);
    }

    /// <summary>
    /// Verifies a signature; false: the scheme does not fit the key (Unsupported), or the signature
    /// does not fit the message (NotAuthentic).
    /// </summary>
    /// <param name="scheme">How it was signed.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature in the form of the scheme.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryVerify(
        SignatureScheme scheme,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature,
        out CryptoError error)
    {
        error = default;
        if (!scheme.Fits(Kind))
        {
            error = new(CryptoFault.Unsupported, $"{scheme} by a key of {Kind}");
            return false;
        }

        var key = _key.Span;
        var authentic = scheme switch
        {
            SignatureScheme.RsaPkcs1 one => RsaVerifying.Pkcs1(key, one.Hash, message, signature),
            SignatureScheme.RsaBare => RsaVerifying.Bare(key, message, signature),
            SignatureScheme.RsaPss one => RsaVerifying.Pss(key, one, message, signature),
            SignatureScheme.EcdsaFixed one =>
                EcdsaSigning.Verify(Kind, key, one.Hash, message, signature),
            SignatureScheme.Ecdsa one =>
                EcdsaSigning.VerifyDer(Kind, key, one.Hash, message, signature),
            SignatureScheme.Ed25519 or SignatureScheme.Ed448 =>
                EdwardsSigning.Verify(Kind, key, message, signature),
        };
        if (!authentic)
        {
            error = new(CryptoFault.NotAuthentic, scheme.ToString());
        }

        return authentic;
    }

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Info == other.Info;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Info.GetHashCode();

    /// <summary>For example "Rsa (2048)".</summary>
    public override string ToString() => $"{Kind} ({Bits})";

    private static bool TryCheck(
        SigningKeyKind kind, ReadOnlySpan<byte> octets, out int bits, out CryptoError error)
    {
        error = default;
        switch (kind)
        {
            case SigningKeyKind.Rsa:
                return RsaKeys.TryMeasure(octets, out bits, out error);
            case SigningKeyKind.Ed25519:
            case SigningKeyKind.Ed448:
                bits = kind == SigningKeyKind.Ed25519 ? 255 : 448;
                return EdwardsSigning.TryCheck(kind, octets, out error);
            case SigningKeyKind.P256:
            case SigningKeyKind.P384:
            case SigningKeyKind.P521:
            case SigningKeyKind.Brainpool256:
            case SigningKeyKind.Brainpool384:
            case SigningKeyKind.Brainpool512:
                bits = kind.Group()!.FieldBits;
                return EcdsaSigning.TryCheck(kind, octets, out error);
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }
}
