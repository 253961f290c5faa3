using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A way to sign in IKE: what is hashed, how it is padded, in which form the signature is sent.
/// </summary>
public abstract record SignatureScheme
{
    private SignatureScheme()
    {
    }

    /// <summary>Octets of randomness that signing takes where they are given: PSS salt.</summary>
    public int RandomnessLength => this is RsaPss pss ? pss.SaltLength : 0;

    /// <summary>
    /// The code point by which a peer says that it verifies the scheme in method 14, RFC 7427 §4;
    /// None: the scheme has a method of its own.
    /// </summary>
    public HashAlgorithm NegotiatedHash => this switch
    {
        RsaPkcs1 scheme => new((ushort)scheme.Hash),
        RsaPss scheme => new((ushort)scheme.Hash),
        Ecdsa scheme => new((ushort)scheme.Hash),
        // RFC 8420 §2: the hash is part of the scheme, which is the hash "Identity".
        Ed25519 or Ed448 => HashAlgorithm.Identity,
        RsaBare or EcdsaFixed => default,
    };

    /// <summary>
    /// How it stands today: SHA-1 is legacy, whoever signs over it (RFC 8247 §3.2), and so is what
    /// only IKEv1 signs.
    /// </summary>
    public Standing Standing => this switch
    {
        RsaPkcs1 scheme => Of(scheme.Hash),
        RsaPss scheme => Of(scheme.Hash),
        Ecdsa scheme => Of(scheme.Hash),
        EcdsaFixed scheme => Of(scheme.Hash),
        RsaBare => Standing.Legacy,
        Ed25519 or Ed448 => Standing.Current,
    };

    /// <summary>The scheme that an authentication method of its own fixes, RFC 7296 §3.8.</summary>
    /// <param name="method">1 or 9 to 11; null for all others.</param>
    public static SignatureScheme? OfMethod(AuthMethod method) => method.Value switch
    {
        // RFC 7296 §3.8: SHA-1 is the default, and what all peers understand.
        1 => new RsaPkcs1(SignatureHash.Sha1),
        9 => new EcdsaFixed(SigningKeyKind.P256, SignatureHash.Sha256),
        10 => new EcdsaFixed(SigningKeyKind.P384, SignatureHash.Sha384),
        11 => new EcdsaFixed(SigningKeyKind.P521, SignatureHash.Sha512),
        _ => null,
    };

    private static Standing Of(SignatureHash hash) =>
        hash == SignatureHash.Sha1 ? Standing.Legacy : Standing.Current;

    /// <summary>Whether a key of that kind signs by the scheme.</summary>
    public bool Fits(SigningKeyKind kind) => this switch
    {
        RsaPkcs1 or RsaBare or RsaPss => kind == SigningKeyKind.Rsa,
        EcdsaFixed scheme => kind == scheme.Curve,
        Ecdsa => SigningCurves.All.Contains(kind),
        Ed25519 => kind == SigningKeyKind.Ed25519,
        Ed448 => kind == SigningKeyKind.Ed448,
    };

    /// <summary>The scheme in words, for example "RSASSA-PSS with SHA2-256".</summary>
    public sealed override string ToString() => this switch
    {
        RsaPkcs1 scheme => $"RSASSA-PKCS1-v1_5 with {scheme.Hash.Label()}",
        RsaBare => "RSA over a bare hash",
        RsaPss scheme =>
            $"RSASSA-PSS with {scheme.Hash.Label()} and {scheme.SaltLength} octets of salt",
        EcdsaFixed scheme => $"ECDSA on {scheme.Curve} with {scheme.Hash.Label()}",
        Ecdsa scheme => $"ECDSA with {scheme.Hash.Label()}",
        Ed25519 => "Ed25519",
        Ed448 => "Ed448",
    };

    /// <summary>RSASSA-PKCS1-v1_5, RFC 8017 §8.2; with SHA-1 method 1 of RFC 7296 §3.8.</summary>
    /// <param name="Hash">The hash, named in the signature.</param>
    public sealed record RsaPkcs1(SignatureHash Hash) : SignatureScheme;

    /// <summary>
    /// RSA of IKEv1: the message is HASH_I or HASH_R itself, padded by PKCS #1 type 1 without the
    /// name of a hash, RFC 2409 §5.1.
    /// </summary>
    public sealed record RsaBare : SignatureScheme;

    /// <summary>RSASSA-PSS, RFC 8017 §8.1 and RFC 4055 §3.1, MGF1 with the same hash.</summary>
    /// <param name="Hash">The hash, also of MGF1.</param>
    /// <param name="SaltLength">Octets of the salt; as long as the hash where we choose.</param>
    public sealed record RsaPss(SignatureHash Hash, int SaltLength) : SignatureScheme
    {
        /// <summary>The salt as long as the hash, RFC 7427 appendix A.4.3.</summary>
        public RsaPss(SignatureHash hash)
            : this(hash, hash.Length())
        {
        }
    }

    /// <summary>ECDSA with r ‖ s of fixed length, methods 9 to 11, RFC 4754 §3.</summary>
    /// <param name="Curve">The curve that the method fixes.</param>
    /// <param name="Hash">The hash that the method fixes.</param>
    public sealed record EcdsaFixed(SigningKeyKind Curve, SignatureHash Hash) : SignatureScheme;

    /// <summary>
    /// ECDSA with a DER signature (RFC 5480 appendix A) on the curve of the key, RFC 7427
    /// appendix A.3.
    /// </summary>
    /// <param name="Hash">The hash.</param>
    public sealed record Ecdsa(SignatureHash Hash) : SignatureScheme;

    /// <summary>Ed25519 without context, RFC 8420 §2 and RFC 8032 §5.1.</summary>
    public sealed record Ed25519 : SignatureScheme;

    /// <summary>Ed448 with an empty context, RFC 8420 §2 and RFC 8032 §5.2.</summary>
    public sealed record Ed448 : SignatureScheme;
}
