using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>The suites of CHILD SAs that the gateway takes. Counter modes alone have explicit IVs
/// that members share without asking each other; CBC draws its own.</summary>
internal static class EspSuites
{
    /// <summary>AES-GCM, ChaCha20-Poly1305, then AES-CBC with SHA-2, each with numbers of 64 bits
    /// and of 32, without a key exchange of their own: what is offered first.</summary>
    public static Items<ChildSuite> Plain { get; } =
    [
        .. new[] { true, false }.SelectMany(isExtended => new[]
        {
            Of(EncryptionAlgorithm.AesGcm16, 256, IntegrityAlgorithm.None, isExtended),
            Of(EncryptionAlgorithm.AesGcm16, 128, IntegrityAlgorithm.None, isExtended),
            Of(EncryptionAlgorithm.ChaCha20Poly1305, null, IntegrityAlgorithm.None, isExtended),
            Of(
                EncryptionAlgorithm.AesCbc, 256, IntegrityAlgorithm.HmacSha256Truncated128,
                isExtended),
            Of(
                EncryptionAlgorithm.AesCbc, 128, IntegrityAlgorithm.HmacSha256Truncated128,
                isExtended),
        }),
    ];

    /// <summary>The same with forward secrecy where the peer wants it, RFC 7296 §1.3.1: what is
    /// taken.</summary>
    public static Items<ChildSuite> Default { get; } =
    [
        .. Plain,
        .. Plain.Select(suite => suite with { KeyExchange = KeyExchangeMethod.Curve25519 }),
        .. Plain.Select(suite => suite with { KeyExchange = KeyExchangeMethod.Ecp256 }),
    ];

    private static ChildSuite Of(
        EncryptionAlgorithm encryption, int? bits, IntegrityAlgorithm integrity,
        bool isExtended) => new(
            ProtocolId.Esp, EncryptionSpecs.Find(encryption, bits)!,
            IntegritySpec.Find(integrity)!, isExtended);
}
