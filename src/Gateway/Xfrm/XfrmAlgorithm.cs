using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Gateway.Xfrm;

/// <summary>The algorithms of a suite by their names in the kernel.</summary>
/// <param name="Encryption">The cipher; a combined one has its salt behind its key.</param>
/// <param name="Integrity">The keyed hash; null: the cipher makes the ICV itself.</param>
/// <param name="IcvBits">Bits of the ICV.</param>
/// <param name="KeyLength">Octets of the cipher's key, with its salt.</param>
/// <param name="IntegrityKeyLength">Octets of the hash's key.</param>
internal sealed record XfrmAlgorithm(
    string Encryption, string? Integrity, int IcvBits, int KeyLength, int IntegrityKeyLength)
{
    /// <summary>The names; null: the kernel plane has none for them.</summary>
    public static XfrmAlgorithm? Of(EncryptionSpec encryption, IntegritySpec integrity)
    {
        var (cipher, hash) = (encryption.Algorithm, integrity.Algorithm);
        (string, string?)? names =
            cipher == EncryptionAlgorithm.AesGcm16 && hash == IntegrityAlgorithm.None
                ? ("rfc4106(gcm(aes))", null)
            : cipher == EncryptionAlgorithm.ChaCha20Poly1305 && hash == IntegrityAlgorithm.None
                ? ("rfc7539esp(chacha20,poly1305)", null)
            : cipher == EncryptionAlgorithm.AesCbc
                && hash == IntegrityAlgorithm.HmacSha256Truncated128
                ? ("cbc(aes)", "hmac(sha256)")
            : null;
        return names is var (name, hashName)
            ? new(
                name, hashName, 8 * (encryption.IcvLength + integrity.IcvLength),
                encryption.KeyMaterialLength, integrity.KeyLength)
            : null;
    }

    /// <summary>As people read it.</summary>
    public override string ToString() =>
        Integrity is null ? Encryption : $"{Encryption} with {Integrity}";
}
