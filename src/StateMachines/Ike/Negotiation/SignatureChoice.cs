using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>How RSA is padded where we sign; both are verified, and no peer says which it takes.
/// </summary>
public enum RsaForm : byte
{
    /// <summary>RSASSA-PSS, which RFC 8247 §3.1 asks for.</summary>
    Pss,

    /// <summary>RSASSA-PKCS1-v1_5, for peers that know no other.</summary>
    Pkcs1,
}

/// <summary>
/// By which method and scheme a key signs for a peer, RFC 7427 §4: over a hash that the peer has
/// named, and of those the one that is as strong as the key.
/// </summary>
public static class SignatureChoice
{
    private static readonly Items<SignatureHash> FromShort =
        [SignatureHash.Sha256, SignatureHash.Sha384, SignatureHash.Sha512];

    private static readonly Items<SignatureHash> FromMiddle =
        [SignatureHash.Sha384, SignatureHash.Sha512, SignatureHash.Sha256];

    private static readonly Items<SignatureHash> FromLong =
        [SignatureHash.Sha512, SignatureHash.Sha384, SignatureHash.Sha256];

    /// <summary>Chooses; null: the key can't sign so that the peer takes it.</summary>
    /// <param name="kind">The kind of our key.</param>
    /// <param name="hashes">What SIGNATURE_HASH_ALGORITHMS of the peer names; none: it does not
    /// know method 14.</param>
    /// <param name="form">How RSA is padded.</param>
    public static (AuthMethod Method, SignatureScheme Scheme)? Choose(
        SigningKeyKind kind, Items<HashAlgorithm> hashes, RsaForm form = RsaForm.Pss)
    {
        if (hashes.Count == 0)
        {
            return OwnMethod(kind);
        }

        foreach (var scheme in Schemes(kind, form))
        {
            if (hashes.Span.Contains(scheme.NegotiatedHash))
            {
                return (AuthMethod.DigitalSignature, scheme);
            }
        }

        return null;
    }

    /// <summary>The method that has one scheme alone, RFC 4754 §7; that of RSA has SHA-1, over
    /// which nothing is signed here.</summary>
    private static (AuthMethod, SignatureScheme)? OwnMethod(SigningKeyKind kind)
    {
        AuthMethod? method = kind switch
        {
            SigningKeyKind.P256 => AuthMethod.EcdsaSha256P256,
            SigningKeyKind.P384 => AuthMethod.EcdsaSha384P384,
            SigningKeyKind.P521 => AuthMethod.EcdsaSha512P521,
            SigningKeyKind.Rsa or SigningKeyKind.Brainpool256 or SigningKeyKind.Brainpool384
                or SigningKeyKind.Brainpool512 or SigningKeyKind.Ed25519
                or SigningKeyKind.Ed448 => null,
        };
        return method is { } own ? (own, SignatureScheme.OfMethod(own)!) : null;
    }

    private static IEnumerable<SignatureScheme> Schemes(SigningKeyKind kind, RsaForm form) =>
        kind switch
        {
            SigningKeyKind.Rsa => FromShort.Select(hash => form switch
            {
                RsaForm.Pss => (SignatureScheme)new SignatureScheme.RsaPss(hash),
                RsaForm.Pkcs1 => new SignatureScheme.RsaPkcs1(hash),
            }),
            SigningKeyKind.P256 or SigningKeyKind.Brainpool256 => Ecdsa(FromShort),
            SigningKeyKind.P384 or SigningKeyKind.Brainpool384 => Ecdsa(FromMiddle),
            SigningKeyKind.P521 or SigningKeyKind.Brainpool512 => Ecdsa(FromLong),
            SigningKeyKind.Ed25519 => [new SignatureScheme.Ed25519()],
            SigningKeyKind.Ed448 => [new SignatureScheme.Ed448()],
        };

    private static IEnumerable<SignatureScheme> Ecdsa(Items<SignatureHash> hashes) =>
        hashes.Select(hash => new SignatureScheme.Ecdsa(hash));
}
