using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;

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

    /// <summary>The same, and those with the key exchanges that IKE SAs are made with, RFC 7296
    /// §1.3.1 and RFC 9370 §2.2.4: who wants them for a CHILD SA too gets them.</summary>
    /// <param name="suites">The suites of IKE SAs.</param>
    public static Items<ChildSuite> TakenWith(Items<IkeSuite> suites) =>
    [
        .. Default,
        .. suites.Select(suite => (suite.KeyExchange, suite.Additional)).Distinct()
            .SelectMany(methods => Plain.Select(suite => suite with
            {
                KeyExchange = methods.KeyExchange,
                Additional = methods.Additional,
            }))
            .Except(Default),
    ];

    /// <summary>The same, those with one key exchange first: what is asked for where we begin, RFC
    /// 7296 §1.3.1, and the peer may take another one of them.</summary>
    /// <param name="suites">What is taken.</param>
    /// <param name="methods">The key exchange, and those behind it.</param>
    public static Items<ChildSuite> Preferring(
        Items<ChildSuite> suites, Items<KeyExchangeMethod> methods)
    {
        Items<ChildSuite> first =
        [
            .. Plain.Select(suite => suite with
            {
                KeyExchange = methods[0],
                Additional = [.. methods.Skip(1)],
            }),
        ];
        return [.. first, .. suites.Where(suite => !first.Contains(suite))];
    }

    /// <summary>What is taken in quick mode, with forward secrecy where the peer wants it: those
    /// that RFC 2407 §4.4.4 has numbers for.</summary>
    public static Items<ChildSuite> Quick { get; } =
    [
        .. ((KeyExchangeMethod[])[
            KeyExchangeMethod.None, KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384,
            KeyExchangeMethod.Ecp521, KeyExchangeMethod.Modp2048, KeyExchangeMethod.Modp3072,
            KeyExchangeMethod.Modp4096])
            .SelectMany(group => Plain.Select(suite => suite with { KeyExchange = group }))
            .Where(QuickOffers.IsSayable),
    ];

    /// <summary>What is offered in quick mode: numbers of 32 bits, which every peer knows.
    /// </summary>
    /// <param name="group">The group of forward secrecy; None: without.</param>
    public static Items<ChildSuite> ForQuick(KeyExchangeMethod group) =>
        [.. Quick.Where(suite => suite.KeyExchange == group && !suite.Esn)];

    private static ChildSuite Of(
        EncryptionAlgorithm encryption, int? bits, IntegrityAlgorithm integrity,
        bool isExtended) => new(
            ProtocolId.Esp, EncryptionSpecs.Find(encryption, bits)!,
            IntegritySpec.Find(integrity)!, isExtended);
}
