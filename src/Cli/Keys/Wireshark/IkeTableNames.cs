using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>Algorithms by the names of Wireshark's table ikev2_decryption_table.</summary>
internal static class IkeTableNames
{
    private static readonly (string Name, EncryptionSpec Spec)[] Ciphers = [.. Rows()];

    private static readonly (string Name, IntegrityAlgorithm Algorithm)[] Macs =
    [
        ("NONE [RFC4306]", IntegrityAlgorithm.None),
        ("HMAC_MD5_96 [RFC2403]", IntegrityAlgorithm.HmacMd5Truncated96),
        ("HMAC_SHA1_96 [RFC2404]", IntegrityAlgorithm.HmacSha1Truncated96),
        ("HMAC_MD5_128 [RFC4595]", IntegrityAlgorithm.HmacMd5Full128),
        ("HMAC_SHA1_160 [RFC4595]", IntegrityAlgorithm.HmacSha1Full160),
        ("HMAC_SHA2_256_128 [RFC4868]", IntegrityAlgorithm.HmacSha256Truncated128),
        ("HMAC_SHA2_384_192 [RFC4868]", IntegrityAlgorithm.HmacSha384Truncated192),
        ("HMAC_SHA2_512_256 [RFC4868]", IntegrityAlgorithm.HmacSha512Truncated256),
    ];

    private static readonly string[] OtherMacs =
    [
        "HMAC_SHA2_256_96 [draft-ietf-ipsec-ciph-sha-256-00]",
        "ANY 64-bits of Authentication [No Checking]",
        "ANY 96-bits of Authentication [No Checking]",
        "ANY 128-bits of Authentication [No Checking]",
        "ANY 160-bits of Authentication [No Checking]",
        "ANY 192-bits of Authentication [No Checking]",
        "ANY 256-bits of Authentication [No Checking]",
    ];

    /// <summary>The encryption algorithm of a name; null: none of that name is known.</summary>
    public static EncryptionSpec? Encryption(string name)
    {
        foreach (var (known, spec) in Ciphers)
        {
            if (known == name)
            {
                return spec;
            }
        }

        return null;
    }

    /// <summary>The integrity algorithm of a name; null: none of that name is known.</summary>
    public static IntegritySpec? Integrity(string name)
    {
        foreach (var (known, algorithm) in Macs)
        {
            if (known == name)
            {
                return IntegritySpec.Find(algorithm);
            }
        }

        return null;
    }

    /// <summary>Whether Wireshark knows an ICV of that name, which nobody can check.</summary>
    public static bool IsOther(string name) => OtherMacs.Contains(name);

    /// <summary>The name of an encryption algorithm; null: the table has none for it.</summary>
    public static string? NameOf(EncryptionSpec spec) =>
        Ciphers.FirstOrDefault(entry => entry.Spec == spec).Name;

    /// <summary>The name of an integrity algorithm; null: the table has none for it.</summary>
    public static string? NameOf(IntegritySpec spec) =>
        Macs.FirstOrDefault(entry => entry.Algorithm == spec.Algorithm).Name;

    private static IEnumerable<(string Name, EncryptionSpec Spec)> Rows()
    {
        yield return ("NULL [RFC2410]", EncryptionSpecs.Null);
        yield return (
            "3DES [RFC2451]", EncryptionSpecs.Find(EncryptionAlgorithm.TripleDes, null)!);
        foreach (var bits in (int[])[128, 192, 256])
        {
            yield return Row($"AES-CBC-{bits} [RFC3602]", EncryptionAlgorithm.AesCbc);
            yield return Row($"AES-CTR-{bits} [RFC5930]", EncryptionAlgorithm.AesCtr);
            yield return Combined("GCM", 8, EncryptionAlgorithm.AesGcm8);
            yield return Combined("GCM", 12, EncryptionAlgorithm.AesGcm12);
            yield return Combined("GCM", 16, EncryptionAlgorithm.AesGcm16);
            yield return Combined("CCM", 8, EncryptionAlgorithm.AesCcm8);
            yield return Combined("CCM", 12, EncryptionAlgorithm.AesCcm12);
            yield return Combined("CCM", 16, EncryptionAlgorithm.AesCcm16);

            (string Name, EncryptionSpec Spec) Row(string name, EncryptionAlgorithm algorithm) =>
                (name, EncryptionSpecs.Find(algorithm, bits)!);

            (string Name, EncryptionSpec Spec) Combined(
                string mode, int icv, EncryptionAlgorithm algorithm) =>
                Row($"AES-{mode}-{bits} with {icv} octet ICV [RFC5282]", algorithm);
        }
    }
}
