using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>The suites with which IKE SAs are made where nobody says others.</summary>
public static class HandshakeSuites
{
    private const int SuitesMax = 64;

    /// <summary>AES-GCM with 256 bits, then AES-CBC with SHA-2.</summary>
    public static Items<IkeSuite> Default { get; } =
    [
        Of(EncryptionAlgorithm.AesGcm16, IntegrityAlgorithm.None, KeyExchangeMethod.Curve25519),
        Of(EncryptionAlgorithm.AesGcm16, IntegrityAlgorithm.None, KeyExchangeMethod.Ecp256),
        Of(
            EncryptionAlgorithm.AesCbc, IntegrityAlgorithm.HmacSha256Truncated128,
            KeyExchangeMethod.Curve25519),
        Of(
            EncryptionAlgorithm.AesCbc, IntegrityAlgorithm.HmacSha256Truncated128,
            KeyExchangeMethod.Ecp256),
    ];

    /// <summary>The hash algorithms that are taken in signatures, RFC 7427 §4.</summary>
    public static Items<HashAlgorithm> Hashes { get; } =
    [
        HashAlgorithm.Sha256, HashAlgorithm.Sha384, HashAlgorithm.Sha512,
        HashAlgorithm.Identity,
    ];

    /// <summary>Null where suites can be offered.</summary>
    internal static ConfigError? Check(Items<IkeSuite> suites, AlgorithmPolicy policy)
    {
        if (ConfigError.Outside("Suites.Count", suites.Count, 1, SuitesMax) is { } many)
        {
            return many;
        }

        for (var at = 0; at < suites.Count; at++)
        {
            if (suites[at].Additional.Count > 0)
            {
                return new(
                    $"Suites[{at}].Additional", $"{suites[at].Additional.Count} methods", "none",
                    "IKE_INTERMEDIATE is not spoken yet: leave them out");
            }

            if (!IkeSuites.TryResolve(
                SuiteProposals.Of(suites[at]), policy, out _, out var error))
            {
                return new(
                    $"Suites[{at}]", $"{error}", "a suite of an IKE SA that the policy allows",
                    "name other algorithms, or another policy");
            }
        }

        return null;
    }

    private static IkeSuite Of(
        EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, KeyExchangeMethod method) =>
        new(
            EncryptionSpecs.Find(encryption, 256)!, IntegritySpec.Find(integrity)!,
            PrfSpec.Find(PseudorandomFunction.HmacSha256)!, method);
}
