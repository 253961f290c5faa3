namespace Holdfast.Protocol.Cryptography;

/// <summary>The kinds of key that sign: RSA, or which curve.</summary>
public enum SigningKeyKind : byte
{
    /// <summary>RSA of 1024 to 16384 bits, RFC 8017.</summary>
    Rsa,

    /// <summary>P-256 (secp256r1), RFC 5480.</summary>
    P256,

    /// <summary>P-384 (secp384r1), RFC 5480.</summary>
    P384,

    /// <summary>P-521 (secp521r1), RFC 5480.</summary>
    P521,

    /// <summary>brainpoolP256r1, RFC 5639.</summary>
    Brainpool256,

    /// <summary>brainpoolP384r1, RFC 5639.</summary>
    Brainpool384,

    /// <summary>brainpoolP512r1, RFC 5639.</summary>
    Brainpool512,

    /// <summary>Ed25519, RFC 8032.</summary>
    Ed25519,

    /// <summary>Ed448, RFC 8032.</summary>
    Ed448,
}
