using System.Diagnostics;
using System.Reflection;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// BouncyCastle: everything that Holdfast knows, in managed code. What it keeps of keys is moved
/// into pinned memory where it is an array, and wiped when its owner is disposed; what it computes
/// on the way is not, so it serves what the other providers lack, and comparison. Of key exchanges
/// it has all but those on Weierstrass curves; what they do not guarantee stands at
/// <see cref="KeyExchanges"/>, what signatures do not at <see cref="PrivateKey"/>.
/// </summary>
public sealed class BouncyCastleProvider : CryptoProvider
{
    private readonly BouncyArithmetic _arithmetic = new();
    private readonly BouncyKem _kem = new();

    /// <inheritdoc/>
    public override string Name => $"BouncyCastle {Version()}";

    /// <inheritdoc/>
    public override bool Supports(SigningKeyKind kind) =>
        // Of ECDSA it has what needs no randomness; the rest is the platform's, everywhere.
        kind is SigningKeyKind.Rsa or SigningKeyKind.Ed25519 or SigningKeyKind.Ed448;

    /// <inheritdoc/>
    public override bool Supports(MacAlgorithm algorithm) => algorithm != MacAlgorithm.None;

    /// <inheritdoc/>
    protected override bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity) =>
        true;

    // Curves of Weierstrass are the platform's, everywhere.
    private protected override bool SupportsCore(KeyExchangeSpec exchange) =>
        exchange.Kind != KeyExchangeKind.Ecp;

    internal override KeyShare CreateShare(
        KeyExchangeSpec exchange, ReadOnlySpan<byte> randomness) => exchange.Kind switch
        {
            KeyExchangeKind.Modp => new ModpShare(exchange, randomness, _arithmetic),
            KeyExchangeKind.Montgomery => new MontgomeryShare(exchange, randomness, _arithmetic),
            KeyExchangeKind.MlKem => new MlKemShare(exchange, randomness, _kem),
            KeyExchangeKind.Ecp => throw new UnreachableException($"{exchange} is not its own."),
        };

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
            return new BouncyCombined(encryption, encryptionKey);
        }

        TextCipher cipher = encryption.Mode switch
        {
            CipherMode.Null => new NullText(),
            CipherMode.Cbc => new BouncyCbc(encryption, encryptionKey),
            CipherMode.Ctr => new BouncyCtr(encryption, encryptionKey),
            CipherMode.Gcm or CipherMode.Ccm or CipherMode.ChaCha20Poly1305 or CipherMode.Gmac =>
                throw new UnreachableException($"{encryption} is combined."),
        };
        var mac = integrity.Mac == MacAlgorithm.None
            ? null
            : CreateMacCore(integrity.Mac, integrityKey);
        return new EncryptThenMac(encryption, integrity, cipher, mac);
    }

    /// <inheritdoc/>
    protected override Mac CreateMacCore(MacAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        algorithm == MacAlgorithm.AesXcbc
            ? new XcbcMac(new BouncyBlocks(), key)
            : new BouncyMac(algorithm, key);

    /// <summary>A fresh block cipher without a key.</summary>
    internal static IBlockCipher Engine(CipherName cipher) => cipher switch
    {
        CipherName.Des => new DesEngine(),
        CipherName.TripleDes => new DesEdeEngine(),
        CipherName.Aes => AesUtilities.CreateEngine(),
        CipherName.Camellia => new CamelliaEngine(),
        CipherName.Null or CipherName.ChaCha20 =>
            throw new UnreachableException($"{cipher} is no block cipher."),
    };

    private static string? Version() => typeof(AesUtilities).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
        .InformationalVersion.Split('+')[0];
}
