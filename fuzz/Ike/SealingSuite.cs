using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>A suite with keys that the sender of an input has, and who hears it.</summary>
internal sealed class SealingSuite
{
    private SealingSuite(
        CryptoProvider provider, EncryptionSpec encryption, IntegritySpec integrity)
    {
        var key = new byte[encryption.KeyMaterialLength];
        var macKey = new byte[integrity.KeyLength];
        key.AsSpan().Fill(3);
        macKey.AsSpan().Fill(5);
        Cipher = provider.CreateCipher(encryption, integrity, key, macKey);
        Opener = new(provider.CreateCipher(encryption, integrity, key, macKey));
    }

    /// <summary>What seals.</summary>
    public PacketCipher Cipher { get; }

    /// <summary>What opens.</summary>
    public MessageOpener Opener { get; }

    /// <summary>Octets in a block.</summary>
    public int Block => Cipher.Encryption.BlockLength;

    /// <summary>One suite of each mode and length of ICV that protects IKE.</summary>
    public static SealingSuite[] All()
    {
        var provider = CryptoProviders.Fastest(out _);
        return
        [
            .. CryptoProviders.Suites()
                .Where(suite => !suite.Encryption.IsImplicitIv
                    && suite.Encryption.Mode is not (CipherMode.Null or CipherMode.Gmac)
                    && (suite.Encryption.IsCombined || suite.Integrity.Mac != MacAlgorithm.None))
                .DistinctBy(suite => (suite.Encryption.Mode, suite.Encryption.IcvLength))
                .Select(suite => new SealingSuite(provider, suite.Encryption, suite.Integrity)),
        ];
    }
}
