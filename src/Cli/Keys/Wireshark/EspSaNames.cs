using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>Algorithms by the names of Wireshark's table esp_sa.</summary>
internal static class EspSaNames
{
    /// <summary>What a name of an integrity algorithm means.</summary>
    /// <param name="Spec">The algorithm; none where the ICV is not checked.</param>
    /// <param name="UncheckedIcv">Octets of an ICV that nobody can check.</param>
    internal readonly record struct Mac(IntegritySpec Spec, int UncheckedIcv = 0);

    private static readonly (string Name, EncryptionAlgorithm Algorithm)[] Ciphers =
    [
        ("NULL", EncryptionAlgorithm.Null),
        ("TripleDES-CBC [RFC2451]", EncryptionAlgorithm.TripleDes),
        ("AES-CBC [RFC3602]", EncryptionAlgorithm.AesCbc),
        ("AES-CTR [RFC3686]", EncryptionAlgorithm.AesCtr),
        ("DES-CBC [RFC2405]", EncryptionAlgorithm.Des),
        ("AES-GCM with 16 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm16),
        ("AES-GCM with 12 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm12),
        ("AES-GCM with 8 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm8),

        // The name of older versions, in which the other column says how long the ICV is.
        ("AES-GCM [RFC4106]", EncryptionAlgorithm.AesGcm16),
    ];

    private static readonly string[] OtherCiphers =
        ["CAST5-CBC [RFC2144]", "BLOWFISH-CBC [RFC2451]", "TWOFISH-CBC"];

    private static readonly (string Name, Mac Mac)[] Macs =
    [
        ("NULL", new(IntegritySpec.None)),
        ("HMAC-SHA-1-96 [RFC2404]", Of(IntegrityAlgorithm.HmacSha1Truncated96)),
        ("HMAC-SHA-256-128 [RFC4868]", Of(IntegrityAlgorithm.HmacSha256Truncated128)),
        ("HMAC-SHA-384-192 [RFC4868]", Of(IntegrityAlgorithm.HmacSha384Truncated192)),
        ("HMAC-SHA-512-256 [RFC4868]", Of(IntegrityAlgorithm.HmacSha512Truncated256)),
        ("HMAC-MD5-96 [RFC2403]", Of(IntegrityAlgorithm.HmacMd5Truncated96)),

        // Algorithms that Holdfast lacks: their ICV has to be cut off all the same.
        ("HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]", new(IntegritySpec.None, 12)),
        ("MAC-RIPEMD-160-96 [RFC2857]", new(IntegritySpec.None, 12)),
        ("ANY 64 bit authentication [no checking]", new(IntegritySpec.None, 8)),
        ("ANY 96 bit authentication [no checking]", new(IntegritySpec.None, 12)),
        ("ANY 128 bit authentication [no checking]", new(IntegritySpec.None, 16)),
        ("ANY 192 bit authentication [no checking]", new(IntegritySpec.None, 24)),
        ("ANY 256 bit authentication [no checking]", new(IntegritySpec.None, 32)),
    ];

    /// <summary>The encryption algorithm of a name; null: none of that name is known.</summary>
    public static EncryptionAlgorithm? Encryption(string name)
    {
        foreach (var (known, algorithm) in Ciphers)
        {
            if (known == name)
            {
                return algorithm;
            }
        }

        return null;
    }

    /// <summary>Whether Wireshark knows a cipher of that name, which Holdfast lacks.</summary>
    public static bool IsOther(string name) => OtherCiphers.Contains(name);

    /// <summary>The integrity algorithm of a name; null: none of that name is known.</summary>
    public static Mac? Integrity(string name)
    {
        foreach (var (known, mac) in Macs)
        {
            if (known == name)
            {
                return mac;
            }
        }

        return null;
    }

    /// <summary>The name of an encryption algorithm; null: the table has none for it.</summary>
    public static string? NameOf(EncryptionSpec spec)
    {
        foreach (var (name, algorithm) in Ciphers)
        {
            if (algorithm == spec.Algorithm)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The name of an integrity algorithm; null: the table has none for it.</summary>
    public static string? NameOf(IntegritySpec spec, int uncheckedIcv)
    {
        foreach (var (name, mac) in Macs)
        {
            if (mac.Spec == spec && mac.UncheckedIcv == uncheckedIcv
                && (uncheckedIcv == 0 || name.StartsWith("ANY", StringComparison.Ordinal)))
            {
                return name;
            }
        }

        return null;
    }

    private static Mac Of(IntegrityAlgorithm algorithm) => new(IntegritySpec.Find(algorithm)!);
}
