using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Verifies RSA signatures by an RSAPublicKey that was measured: by the platform, and where it has
/// no such form (a salt of another length, a hash without name) by BouncyCastle's power.
/// </summary>
internal static class RsaVerifying
{
    /// <summary>RSASSA-PKCS1-v1_5, RFC 8017 §8.2.2.</summary>
    public static bool Pkcs1(
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature) =>
        ByPlatform(key, hash, message, signature, RSASignaturePadding.Pkcs1);

    /// <summary>RSASSA-PSS with the salt length of the scheme, RFC 8017 §8.1.2.</summary>
    public static bool Pss(
        ReadOnlySpan<byte> key,
        SignatureScheme.RsaPss scheme,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature) =>
        // RFC 8017 §9.1.2, step 3: no modulus without room for hash and salt has a signature. The
        // platform's PSS has a salt as long as the hash and no other.
        RsaKeys.TryMeasure(key, out var bits, out _)
            && RsaPadding.HasRoom(scheme, bits)
            && (scheme.SaltLength == scheme.Hash.Length()
                ? ByPlatform(key, scheme.Hash, message, signature, RSASignaturePadding.Pss)
                : RsaKeys.TryOpen(key, signature, out var opened, out _)
                    && RsaPadding.IsPss(scheme, message, opened, bits));

    /// <summary>
    /// RSA over a bare hash, RFC 2409 §5.1: what the signature opens to is compared as a whole
    /// with the padding that it must be (RFC 8017 §8.2.2, note), never parsed.
    /// </summary>
    public static bool Bare(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (!RsaKeys.TryOpen(key, signature, out var opened, out _))
        {
            return false;
        }

        var expected = new byte[opened.Length];
        return RsaPadding.TryWriteBare(hash, expected)
            && CryptographicOperations.FixedTimeEquals(expected, opened);
    }

    private static bool ByPlatform(
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature,
        RSASignaturePadding padding)
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(key, out _);

        // RFC 8017 §8.1.2 and §8.2.2, step 1: no other length.
        return signature.Length == RsaKeys.Octets(rsa.KeySize)
            && rsa.VerifyHash(hash.Compute(message), signature, hash.Name(), padding);
    }
}
