using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>The suites with which ISAKMP SAs are made where nobody says others.</summary>
public static class IsakmpSuiteChoices
{
    /// <summary>AES-CBC with SHA-2, with a curve first.</summary>
    public static Items<IsakmpSuite> Default { get; } =
    [
        Of(256, PhaseOneHash.Sha256, PseudorandomFunction.HmacSha256, KeyExchangeMethod.Ecp256),
        Of(256, PhaseOneHash.Sha256, PseudorandomFunction.HmacSha256, KeyExchangeMethod.Modp2048),
        Of(128, PhaseOneHash.Sha256, PseudorandomFunction.HmacSha256, KeyExchangeMethod.Modp2048),
    ];

    private static IsakmpSuite Of(
        int bits, PhaseOneHash hash, PseudorandomFunction prf, KeyExchangeMethod group) => new(
            EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, bits)!, hash, PrfSpec.Find(prf)!,
            PhaseOneAuthMethod.PreSharedKey, group);
}
