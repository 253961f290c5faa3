using System.Collections.Immutable;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The encryption algorithms that Holdfast knows, one row for each key length.</summary>
public static class EncryptionSpecs
{
    /// <summary>Every algorithm with every key length.</summary>
    public static ImmutableArray<EncryptionSpec> All { get; } = [.. Rows()];

    /// <summary>No encryption, RFC 2410.</summary>
    public static EncryptionSpec Null { get; } = Find(EncryptionAlgorithm.Null, null)!;

    /// <summary>
    /// The algorithm with that key length; null: Holdfast does not know it.
    /// </summary>
    /// <param name="algorithm">The code point.</param>
    /// <param name="keyBits">
    /// The Key Length attribute in bits, RFC 7296 §3.3.5; null: it is absent, which fits only an
    /// algorithm with one length.
    /// </param>
    public static EncryptionSpec? Find(EncryptionAlgorithm algorithm, int? keyBits)
    {
        var rows = All.Where(row => row.Algorithm == algorithm).ToArray();
        return rows.Length == 1 && keyBits is null
            ? rows[0]
            : rows.FirstOrDefault(row => row.KeyLength * 8 == keyBits);
    }

    private static IEnumerable<EncryptionSpec> Rows()
    {
        const Standing now = Standing.Current;

        // Columns: algorithm, cipher, mode, key, salt, IV, IV sent, block, ICV (all octets).
        yield return new(
            EncryptionAlgorithm.Null, CipherName.Null, CipherMode.Null, 0, 0, 0, 0, 1, 0, now);
        yield return new(
            EncryptionAlgorithm.Des, CipherName.Des, CipherMode.Cbc, 8, 0, 8, 8, 8, 0,
            Standing.DecodeOnly);
        yield return new(
            EncryptionAlgorithm.TripleDes, CipherName.TripleDes, CipherMode.Cbc, 24, 0, 8, 8, 8, 0,
            Standing.Legacy);
        yield return new(
            EncryptionAlgorithm.ChaCha20Poly1305, CipherName.ChaCha20,
            CipherMode.ChaCha20Poly1305, 32, 4, 8, 8, 1, 16, now);
        yield return new(
            EncryptionAlgorithm.ChaCha20Poly1305Iiv, CipherName.ChaCha20,
            CipherMode.ChaCha20Poly1305, 32, 4, 8, 0, 1, 16, now);
        foreach (var key in (int[])[16, 24, 32])
        {
            foreach (var row in OfAes(key))
            {
                yield return row;
            }

            yield return new(
                EncryptionAlgorithm.CamelliaCbc, CipherName.Camellia, CipherMode.Cbc, key, 0,
                16, 16, 16, 0, now);
        }
    }

    private static IEnumerable<EncryptionSpec> OfAes(int key)
    {
        // RFC 3602 for CBC, RFC 3686 for CTR, RFC 4106 for GCM, RFC 4309 for CCM (its salt has
        // 3 octets), RFC 4543 for GMAC, RFC 8750 for implicit IVs.
        yield return Aes(EncryptionAlgorithm.AesCbc, CipherMode.Cbc, salt: 0, iv: 16, icv: 0);
        yield return Aes(EncryptionAlgorithm.AesCtr, CipherMode.Ctr, salt: 4, iv: 8, icv: 0);
        yield return Aes(EncryptionAlgorithm.AesGcm8, CipherMode.Gcm, salt: 4, iv: 8, icv: 8);
        yield return Aes(EncryptionAlgorithm.AesGcm12, CipherMode.Gcm, salt: 4, iv: 8, icv: 12);
        yield return Aes(EncryptionAlgorithm.AesGcm16, CipherMode.Gcm, salt: 4, iv: 8, icv: 16);
        yield return Aes(EncryptionAlgorithm.AesCcm8, CipherMode.Ccm, salt: 3, iv: 8, icv: 8);
        yield return Aes(EncryptionAlgorithm.AesCcm12, CipherMode.Ccm, salt: 3, iv: 8, icv: 12);
        yield return Aes(EncryptionAlgorithm.AesCcm16, CipherMode.Ccm, salt: 3, iv: 8, icv: 16);
        yield return Aes(
            EncryptionAlgorithm.NullAuthAesGmac, CipherMode.Gmac, salt: 4, iv: 8, icv: 16);
        yield return Aes(
            EncryptionAlgorithm.AesGcm16Iiv, CipherMode.Gcm, salt: 4, iv: 8, icv: 16, sent: 0);
        yield return Aes(
            EncryptionAlgorithm.AesCcm8Iiv, CipherMode.Ccm, salt: 3, iv: 8, icv: 8, sent: 0);

        EncryptionSpec Aes(
            EncryptionAlgorithm algorithm, CipherMode mode, int salt, int iv, int icv,
            int? sent = null) => new(
                algorithm, CipherName.Aes, mode, key, salt, iv, sent ?? iv,
                mode == CipherMode.Cbc ? 16 : 1, icv, Standing.Current);
    }
}
