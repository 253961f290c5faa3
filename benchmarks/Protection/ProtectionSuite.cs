using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Benchmarks.Protection;

/// <summary>A suite of the data path that is timed.</summary>
/// <param name="Name">For people.</param>
/// <param name="Encryption">The cipher.</param>
/// <param name="Integrity">The MAC; none in combined modes.</param>
/// <param name="EvpName">The name of the cipher in OpenSSL.</param>
internal sealed record ProtectionSuite(
    string Name, EncryptionSpec Encryption, IntegritySpec Integrity, string EvpName)
{
    public static ProtectionSuite Gcm { get; } = new(
        "AES-128-GCM", EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None, "AES-128-GCM");

    public static ProtectionSuite ChaCha { get; } = new(
        "ChaCha20-Poly1305", EncryptionSpecs.Find(EncryptionAlgorithm.ChaCha20Poly1305, null)!,
        IntegritySpec.None, "ChaCha20-Poly1305");

    public static ProtectionSuite Cbc { get; } = new(
        "AES-128-CBC, HMAC-SHA-256", EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, "AES-128-CBC");

    public static IReadOnlyList<ProtectionSuite> All { get; } = [Gcm, ChaCha, Cbc];

    /// <summary>Octets of the inner IP packet.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [64, 256, 1400, 9000];

    /// <summary>The key and its salt: the same for every contestant.</summary>
    public byte[] Key { get; } = Ascending(Encryption.KeyMaterialLength);

    /// <summary>The key of the MAC.</summary>
    public byte[] MacKey { get; } = Ascending(Integrity.KeyLength);

    public PacketCipher Cipher(CryptoProvider provider) =>
        provider.CreateCipher(Encryption, Integrity, Key, MacKey);

    private static byte[] Ascending(int length) =>
        [.. Enumerable.Range(1, length).Select(octet => (byte)octet)];
}
