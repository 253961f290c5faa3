namespace Holdfast.Protocol.Cryptography;

/// <summary>What a key is for; it holds nothing of the key.</summary>
public abstract record KeyDescription
{
    private KeyDescription()
    {
    }

    /// <summary>Octets that others are derived from, or that authenticate: SK_d, a PSK.</summary>
    /// <param name="Length">Octets.</param>
    public sealed record Seed(int Length) : KeyDescription;

    /// <summary>The keys of one SA in one direction: ESP, IKE's SK, or AH with GMAC.</summary>
    /// <param name="Encryption">The encryption algorithm.</param>
    /// <param name="Integrity">The integrity algorithm; none in combined modes.</param>
    /// <param name="Use">The direction.</param>
    public sealed record Cipher(
        EncryptionSpec Encryption, IntegritySpec Integrity, KeyUse Use) : KeyDescription;

    /// <summary>The key of AH in one direction, RFC 4302 §2.6.</summary>
    /// <param name="Integrity">The integrity algorithm.</param>
    /// <param name="Use">The direction.</param>
    public sealed record Check(IntegritySpec Integrity, KeyUse Use) : KeyDescription;

    /// <summary>Octets of key material: the encryption key with its salt, then the MAC's.</summary>
    public int MaterialLength => this switch
    {
        Seed seed => seed.Length,
        Cipher cipher => cipher.Encryption.KeyMaterialLength + cipher.Integrity.KeyLength,
        Check check => check.Integrity.KeyLength,
    };
}
