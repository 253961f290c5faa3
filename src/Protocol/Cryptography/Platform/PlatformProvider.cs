using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The platform's own cryptography. It lacks tags of 8 octets in GCM, counter mode, GMAC over
/// pieces, Camellia, XCBC and CMAC; its DES refuses keys that a capture may hold. Of key exchanges
/// it has those on Weierstrass curves, and ML-KEM where its own library is new enough.
/// </summary>
public sealed class PlatformProvider : CryptoProvider
{
    private readonly PlatformKem _kem = new();

    /// <inheritdoc/>
    public override string Name => "System.Security.Cryptography";

    /// <inheritdoc/>
    public override bool Supports(SigningKeyKind kind) =>
        kind == SigningKeyKind.Rsa || SigningCurves.All.Contains(kind);

    /// <inheritdoc/>
    public override bool Supports(MacAlgorithm algorithm) => algorithm.IsHmac;

    /// <inheritdoc/>
    protected override bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity) =>
        encryption.Mode switch
        {
            CipherMode.Null => integrity.Mac.IsHmac,
            CipherMode.Cbc => encryption.Cipher == CipherName.Aes
                && (integrity.Mac.IsHmac || integrity.Mac == MacAlgorithm.None),
            CipherMode.Ctr => false,
            CipherMode.Gcm => AesGcm.IsSupported
                && AesGcm.TagByteSizes.MinSize <= encryption.IcvLength,
            CipherMode.Ccm => AesCcm.IsSupported,
            CipherMode.ChaCha20Poly1305 => ChaCha20Poly1305.IsSupported,
            CipherMode.Gmac => false,
        };

    private protected override bool SupportsCore(KeyExchangeSpec exchange) =>
        exchange.Kind == KeyExchangeKind.Ecp
        || (exchange.Kind == KeyExchangeKind.MlKem && MLKem.IsSupported);

    internal override KeyShare CreateShare(
        KeyExchangeSpec exchange, ReadOnlySpan<byte> randomness) =>
        exchange.Kind == KeyExchangeKind.Ecp
            ? new EcpShare(exchange, randomness)
            : new MlKemShare(exchange, randomness, _kem);

    internal override KemArithmetic KemOf(KeyExchangeSpec exchange) => _kem;

    /// <inheritdoc/>
    protected override PacketCipher CreateCipherCore(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey)
    {
        if (encryption.IsCombined)
        {
            return new PlatformCombined(encryption, encryptionKey);
        }

        TextCipher cipher = encryption.Mode == CipherMode.Null
            ? new NullText()
            : new PlatformCbc(encryptionKey);
        var mac = integrity.Mac == MacAlgorithm.None
            ? null
            : new PlatformHmac(integrity.Mac, integrityKey);
        return new EncryptThenMac(encryption, integrity, cipher, mac);
    }

    /// <inheritdoc/>
    protected override Mac CreateMacCore(MacAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        new PlatformHmac(algorithm, key);
}
