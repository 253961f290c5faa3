namespace Holdfast.Protocol.Cryptography;

/// <summary>How a cipher is used: what its nonce is made of and who computes the ICV.</summary>
public enum CipherMode : byte
{
    /// <summary>No encryption, RFC 2410.</summary>
    Null,

    /// <summary>Cipher block chaining; integrity is an algorithm of its own.</summary>
    Cbc,

    /// <summary>Counter mode, RFC 3686; integrity is an algorithm of its own.</summary>
    Ctr,

    /// <summary>Galois/counter mode, RFC 4106: combined.</summary>
    Gcm,

    /// <summary>Counter with CBC-MAC, RFC 4309: combined.</summary>
    Ccm,

    /// <summary>ChaCha20 with Poly1305, RFC 7634: combined.</summary>
    ChaCha20Poly1305,

    /// <summary>GMAC: integrity of the clear text and of the IV, RFC 4543: combined.</summary>
    Gmac,
}
