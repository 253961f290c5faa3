using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>From a code point to the row that says what it is, or why it is refused.</summary>
internal static class AlgorithmChoice
{
    public static bool TryEncryption(
        EncryptionAlgorithm algorithm, int? keyBits, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? spec, out CryptoError error)
    {
        spec = null;
        var lengths = EncryptionSpecs.All.Count(row => row.Algorithm == algorithm);
        if (lengths == 0)
        {
            return Refuse(CryptoFault.Unsupported, algorithm.ToString(), out error);
        }

        // RFC 7296 §3.3.5: a cipher with keys of several lengths needs the attribute, and one with
        // a single length has none.
        if (lengths == 1 != keyBits is null
            || EncryptionSpecs.Find(algorithm, keyBits) is not { } found)
        {
            var told = keyBits is { } bits ? $"with key length {bits}" : "without key length";
            return Refuse(CryptoFault.WrongLength, $"{algorithm} {told}", out error);
        }

        spec = found;
        return Allow(policy, found.Standing, found.ToString(), out error);
    }

    public static bool TryIntegrity(
        IntegrityAlgorithm algorithm, AlgorithmPolicy policy,
        [NotNullWhen(true)] out IntegritySpec? spec, out CryptoError error)
    {
        spec = IntegritySpec.Find(algorithm);
        return spec is null
            ? Refuse(CryptoFault.Unsupported, algorithm.ToString(), out error)
            : Allow(policy, spec.Standing, spec.ToString(), out error);
    }

    public static bool TryPrf(
        PseudorandomFunction algorithm, AlgorithmPolicy policy,
        [NotNullWhen(true)] out PrfSpec? spec, out CryptoError error)
    {
        spec = PrfSpec.Find(algorithm);
        return spec is null
            ? Refuse(CryptoFault.Unsupported, algorithm.ToString(), out error)
            : Allow(policy, spec.Standing, spec.ToString(), out error);
    }

    public static bool TryKeyExchange(
        KeyExchangeMethod method, AlgorithmPolicy policy, out CryptoError error) =>
        KeyExchangeSpec.Find(method) is { } spec
            ? Allow(policy, spec.Standing, spec.ToString(), out error)
            : Refuse(CryptoFault.Unsupported, method.ToString(), out error);

    /// <summary>
    /// The cipher that an integrity algorithm of AH is made of: GMAC, RFC 4543 §4; null: none.
    /// </summary>
    public static EncryptionSpec? Gmac(IntegrityAlgorithm algorithm)
    {
        int? bits = algorithm == IntegrityAlgorithm.Aes128Gmac ? 128
            : algorithm == IntegrityAlgorithm.Aes192Gmac ? 192
            : algorithm == IntegrityAlgorithm.Aes256Gmac ? 256
            : null;
        return bits is null
            ? null
            : EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, bits);
    }

    /// <summary>Whether cipher and integrity of ESP fit each other.</summary>
    public static bool FitEachOther(
        EncryptionSpec encryption, IntegritySpec integrity, AlgorithmPolicy policy,
        out CryptoError error)
    {
        var alone = integrity.Mac == MacAlgorithm.None;

        // RFC 7296 §3.3.3: a combined mode has no integrity algorithm, or the one called NONE.
        if (encryption.IsCombined)
        {
            return alone
                ? Allowed(out error)
                : Refuse(CryptoFault.Malformed, $"{integrity} with {encryption}", out error);
        }

        // RFC 4303 §3.2: one of the two must be there. RFC 8221 §4: encryption alone is insecure.
        // RFC 3686 §5: counter mode is never without.
        return !alone ? Allowed(out error)
            : encryption.Mode is CipherMode.Null or CipherMode.Ctr
            ? Refuse(CryptoFault.NotAllowed, $"{encryption} without integrity", out error)
            : Allow(policy, Standing.Legacy, $"{encryption} without integrity", out error);
    }

    public static bool Refuse(CryptoFault fault, string subject, out CryptoError error)
    {
        error = new CryptoError(fault, subject);
        return false;
    }

    public static bool Allowed(out CryptoError error)
    {
        error = default;
        return true;
    }

    private static bool Allow(
        AlgorithmPolicy policy, Standing standing, string subject, out CryptoError error) =>
        policy.Allows(standing)
            ? Allowed(out error)
            : Refuse(CryptoFault.NotAllowed, subject, out error);
}
