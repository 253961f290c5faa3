namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The hash of a signature, numbered as in SIGNATURE_HASH_ALGORITHMS (RFC 7427 §7).
/// </summary>
public enum SignatureHash : byte
{
    /// <summary>SHA-1, 20 octets: legacy.</summary>
    Sha1 = 1,

    /// <summary>SHA-256, 32 octets.</summary>
    Sha256 = 2,

    /// <summary>SHA-384, 48 octets.</summary>
    Sha384 = 3,

    /// <summary>SHA-512, 64 octets.</summary>
    Sha512 = 4,
}
