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

    /// <summary>
    /// The same for CREATE_CHILD_SA, which has one key exchange here (RFC 7296 §1.3.2): in the
    /// place of several ML-KEM alone, for the keys before, which the others have made, are part of
    /// those that follow (§2.18). Whoever takes no suite without ML-KEM rekeys by none.
    /// </summary>
    /// <param name="suites">The suites with which IKE SAs are made.</param>
    public static Items<IkeSuite> ForRekeys(Items<IkeSuite> suites) =>
        [.. suites.Select(ForRekeys).Distinct()];

    /// <summary>Null where CREATE_CHILD_SA can offer suites: IKE_FOLLOWUP_KE is not spoken.
    /// </summary>
    internal static ConfigError? CheckSingle(Items<IkeSuite> suites)
    {
        for (var at = 0; at < suites.Count; at++)
        {
            if (suites[at].Additional.Count > 0)
            {
                return new(
                    $"Suites[{at}].Additional", $"{suites[at].Additional.Count} methods", "none",
                    "IKE_FOLLOWUP_KE is not spoken: HandshakeSuites.ForRekeys has one instead");
            }
        }

        return null;
    }

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

    private static IkeSuite ForRekeys(IkeSuite suite)
    {
        if (suite.Additional.Count == 0)
        {
            return suite;
        }

        // The largest public value is that of the strongest one, FIPS 203 §8.
        var kem = suite.Additional.Add(suite.KeyExchange)
            .Select(KeyExchangeSpec.Find)
            .Where(spec => spec?.Kind == KeyExchangeKind.MlKem)
            .MaxBy(spec => spec!.PublicLength);
        return suite with
        {
            KeyExchange = kem?.Method ?? suite.KeyExchange,
            Additional = [],
        };
    }

    private static IkeSuite Of(
        EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, KeyExchangeMethod method) =>
        new(
            EncryptionSpecs.Find(encryption, 256)!, IntegritySpec.Find(integrity)!,
            PrfSpec.Find(PseudorandomFunction.HmacSha256)!, method);
}
