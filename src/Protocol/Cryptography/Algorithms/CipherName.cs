namespace Holdfast.Protocol.Cryptography;

/// <summary>The ciphers that the encryption algorithms of IKE and ESP are made of.</summary>
public enum CipherName : byte
{
    /// <summary>None, RFC 2410.</summary>
    Null,

    /// <summary>DES, RFC 2405: one key of 56 bits, only to read old captures.</summary>
    Des,

    /// <summary>Triple DES with three keys, RFC 2451.</summary>
    TripleDes,

    /// <summary>AES with 128, 192 or 256 bits.</summary>
    Aes,

    /// <summary>Camellia with 128, 192 or 256 bits, RFC 3713.</summary>
    Camellia,

    /// <summary>ChaCha20, RFC 8439.</summary>
    ChaCha20,
}
