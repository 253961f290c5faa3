using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator;

/// <summary>The algorithms behind the names that plans use, and of every IKE SA.</summary>
internal static class SaSuites
{
    /// <summary>What protects IKE.</summary>
    public static (EncryptionSpec Encryption, IntegritySpec Integrity) Ike { get; } =
        Combined(EncryptionAlgorithm.AesGcm16, 256);

    /// <summary>What derives the keys of every IKE SA.</summary>
    public static PrfSpec PrfOfIke { get; } =
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!;

    // Each fits a datagram of its own.
    private static readonly Items<KeyExchangeMethod> Additional =
    [
        KeyExchangeMethod.MlKem768, KeyExchangeMethod.MlKem512, KeyExchangeMethod.Ecp256,
        KeyExchangeMethod.Ecp384, KeyExchangeMethod.Ecp521, KeyExchangeMethod.Curve448,
        KeyExchangeMethod.Modp2048,
    ];

    /// <summary>With what the first IKE SA of a plan is made.</summary>
    /// <param name="exchanges">How many key exchanges follow the first one.</param>
    public static IkeSuite FirstOf(int exchanges) =>
        new(
            Ike.Encryption, Ike.Integrity, PrfOfIke, KeyExchangeMethod.Curve25519,
            [.. Additional.Take(exchanges)]);

    /// <summary>With what an IKE SA is rekeyed: by as many key exchanges as it was made, RFC 9370
    /// §2.2.4. A single one has octets enough for a datagram of its own.</summary>
    /// <param name="exchanges">How many key exchanges follow the first one.</param>
    public static IkeSuite RekeyedOf(int exchanges) => exchanges > 0
        ? FirstOf(exchanges)
        : new(Ike.Encryption, Ike.Integrity, PrfOfIke, KeyExchangeMethod.MlKem768);

    /// <summary>The suite of CHILD SAs, rekeyed with forward secrecy.</summary>
    /// <param name="suite">The algorithms.</param>
    /// <param name="isExtended">Whether numbers have 64 bits.</param>
    /// <param name="exchanges">How many key exchanges follow the first one of a rekey.</param>
    public static ChildSuite ChildOf(SaSuite suite, bool isExtended, int exchanges = 0)
    {
        var (encryption, integrity) = Of(suite);
        return new(
            ProtocolId.Esp, encryption, integrity, isExtended, KeyExchangeMethod.Curve25519,
            [.. Additional.Take(exchanges)]);
    }

    /// <summary>What protects ESP.</summary>
    public static (EncryptionSpec Encryption, IntegritySpec Integrity) Of(SaSuite suite) =>
        suite switch
        {
            SaSuite.AesGcm128 => Combined(EncryptionAlgorithm.AesGcm16, 128),
            SaSuite.AesGcm256 => Combined(EncryptionAlgorithm.AesGcm16, 256),
            SaSuite.ChaChaPoly => Combined(EncryptionAlgorithm.ChaCha20Poly1305, null),
            SaSuite.AesCbcSha256 => (
                Known(EncryptionAlgorithm.AesCbc, 256),
                IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!),
            SaSuite.AesGcmImplicit => Combined(EncryptionAlgorithm.AesGcm16Iiv, 256),
        };

    private static (EncryptionSpec Encryption, IntegritySpec Integrity) Combined(
        EncryptionAlgorithm algorithm, int? bits) => (Known(algorithm, bits), IntegritySpec.None);

    private static EncryptionSpec Known(EncryptionAlgorithm algorithm, int? bits) =>
        EncryptionSpecs.Find(algorithm, bits)
        ?? throw new InvalidOperationException($"no {algorithm} of {bits} bits");
}
