using System.Globalization;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>A suite that is timed.</summary>
/// <param name="Name">For people.</param>
/// <param name="Peer">Its number in peers/c/evp.h.</param>
/// <param name="Encryption">The cipher.</param>
/// <param name="Integrity">The MAC; none in combined modes.</param>
internal sealed record CipherSuite(
    string Name, int Peer, EncryptionSpec Encryption, IntegritySpec Integrity)
{
    internal static CipherSuite Gcm { get; } = new(
        "AES-128-GCM", 0, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None);

    internal static CipherSuite ChaCha { get; } = new(
        "ChaCha20-Poly1305", 1,
        EncryptionSpecs.Find(EncryptionAlgorithm.ChaCha20Poly1305, null)!, IntegritySpec.None);

    internal static CipherSuite Cbc { get; } = new(
        "AES-128-CBC + HMAC-SHA-256", 2,
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!);

    internal static IReadOnlyList<CipherSuite> All { get; } = [Gcm, ChaCha, Cbc];

    /// <summary>Key and salt; the same ones each time.</summary>
    internal byte[] Key { get; } =
        [.. Enumerable.Range(1, Encryption.KeyMaterialLength).Select(i => (byte)i)];

    /// <summary>The key of the MAC.</summary>
    internal byte[] MacKey { get; } =
        [.. Enumerable.Range(101, Integrity.KeyLength).Select(i => (byte)i)];

    internal PacketCipher Cipher(CryptoProvider provider) =>
        provider.CreateCipher(Encryption, Integrity, Key, MacKey);

    public override string ToString() => Name;
}

/// <summary>A row of the comparison.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Octets">The text; CBC takes the multiple of the block below.</param>
/// <param name="Opens">Whether packets are opened, not sealed.</param>
internal sealed record CipherRow(CipherSuite Suite, int Octets, bool Opens)
{
    internal static readonly int[] Lengths = [64, 256, 1400, 9000];

    internal static IEnumerable<CipherRow> All =>
        from suite in CipherSuite.All
        from opens in (bool[])[false, true]
        from octets in Lengths
        select new CipherRow(suite, octets, opens);

    internal int TextLength => Octets - (Octets % Suite.Encryption.BlockLength);

    internal string Name => string.Create(
        CultureInfo.InvariantCulture, $"{Suite.Name}, {(Opens ? "open" : "seal")} {Octets}");
}
