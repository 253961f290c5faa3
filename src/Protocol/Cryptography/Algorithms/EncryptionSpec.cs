using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>What an encryption algorithm of transform type 1 is, its key length chosen.</summary>
/// <param name="Algorithm">The code point, RFC 7296 §3.3.2.</param>
/// <param name="Cipher">The block or stream cipher.</param>
/// <param name="Mode">How it is used.</param>
/// <param name="KeyLength">Octets of the cipher's key, without the salt.</param>
/// <param name="SaltLength">Octets behind the key in KEYMAT that open each nonce.</param>
/// <param name="IvLength">Octets of the IV that enters the cipher.</param>
/// <param name="SentIvLength">Octets of the IV in the packet; 0: implicit, RFC 8750.</param>
/// <param name="BlockLength">The text is a multiple of so many octets; 1: any length.</param>
/// <param name="IcvLength">Octets of the tag in combined modes, else 0.</param>
/// <param name="Standing">Whether it is offered.</param>
public sealed record EncryptionSpec(
    EncryptionAlgorithm Algorithm,
    CipherName Cipher,
    CipherMode Mode,
    int KeyLength,
    int SaltLength,
    int IvLength,
    int SentIvLength,
    int BlockLength,
    int IcvLength,
    Standing Standing)
{
    /// <summary>Octets taken from KEYMAT: the key, then the salt (RFC 4106 §8.1).</summary>
    public int KeyMaterialLength => KeyLength + SaltLength;

    /// <summary>Whether the cipher computes the ICV itself.</summary>
    public bool IsCombined => Mode is CipherMode.Gcm or CipherMode.Ccm
        or CipherMode.ChaCha20Poly1305 or CipherMode.Gmac;

    /// <summary>
    /// Whether a nonce that is used twice under one key is fatal: the IV is then made of member,
    /// reign and counter, never random.
    /// </summary>
    public bool IsCounterMode => IsCombined || Mode == CipherMode.Ctr;

    /// <summary>Whether the IV is the sequence number and not sent, RFC 8750.</summary>
    public bool IsImplicitIv => IvLength > 0 && SentIvLength == 0;

    /// <summary>For example "ENCR_AES_GCM_16 (128)".</summary>
    public override string ToString() => KeyLength == 0
        ? Algorithm.ToString()
        : $"{Algorithm} ({KeyLength * 8})";
}
