namespace Holdfast.Protocol.Cryptography;

/// <summary>The keyed functions that integrity algorithms and PRFs are made of.</summary>
public enum MacAlgorithm : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>HMAC with MD5, 16 octets, RFC 2104.</summary>
    HmacMd5,

    /// <summary>HMAC with SHA-1, 20 octets, RFC 2104.</summary>
    HmacSha1,

    /// <summary>HMAC with SHA-256, 32 octets, RFC 4868.</summary>
    HmacSha256,

    /// <summary>HMAC with SHA-384, 48 octets, RFC 4868.</summary>
    HmacSha384,

    /// <summary>HMAC with SHA-512, 64 octets, RFC 4868.</summary>
    HmacSha512,

    /// <summary>AES-XCBC-MAC with a key of 16 octets, 16 octets, RFC 3566.</summary>
    AesXcbc,

    /// <summary>AES-CMAC with a key of 16 octets, 16 octets, RFC 4493.</summary>
    AesCmac,
}
