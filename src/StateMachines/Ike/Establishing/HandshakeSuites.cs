using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>The suites with which IKE SAs are made where nobody says others.</summary>
public static class HandshakeSuites
{
    private const int SuitesMax = 64;
    private const int AdditionalMax = 7;

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

    /// <summary>What a side with these suites says of itself, RFC 9370 §2.2.1.</summary>
    internal static GreetingTraits TraitsOf(Items<IkeSuite> suites) =>
        suites.Any(suite => suite.Additional.Count > 0)
            ? GreetingTraits.Intermediate
            : GreetingTraits.None;

    /// <summary>Null where suites can be offered.</summary>
    internal static ConfigError? Check(Items<IkeSuite> suites, AlgorithmPolicy policy)
    {
        if (ConfigError.Outside("Suites.Count", suites.Count, 1, SuitesMax) is { } many)
        {
            return many;
        }

        for (var at = 0; at < suites.Count; at++)
        {
            // RFC 9370 §2.2.1: there are seven types of them.
            if (ConfigError.Outside(
                $"Suites[{at}].Additional.Count", suites[at].Additional.Count, 0, AdditionalMax)
                is { } added)
            {
                return added;
            }

            if (suites[at].Additional.Any(method => method == KeyExchangeMethod.None))
            {
                return new(
                    $"Suites[{at}].Additional", "none", "a key exchange method",
                    "leave it out: no answer to it can be taken");
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
