namespace Holdfast.Protocol.Cryptography;

/// <summary>What a key exchange is made of; each kind has its own form on the wire.</summary>
public enum KeyExchangeKind : byte
{
    /// <summary>Diffie-Hellman modulo a prime, whose length values have, RFC 7296 §3.4.</summary>
    Modp,

    /// <summary>Diffie-Hellman on a Weierstrass curve: x ‖ y, x is shared, RFC 5903 §7.</summary>
    Ecp,

    /// <summary>Diffie-Hellman on Curve25519 or Curve448: u alone, RFC 8031 §2.</summary>
    Montgomery,

    /// <summary>A key encapsulation: a key, and a ciphertext that answers it, FIPS 203.</summary>
    MlKem,
}
