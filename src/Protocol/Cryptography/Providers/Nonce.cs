using System.Diagnostics;

namespace Holdfast.Protocol.Cryptography;

/// <summary>How salt and IV make the nonce of a counter mode.</summary>
internal static class Nonce
{
    /// <summary>Octets of the nonce, or of the first counter block in counter mode.</summary>
    internal static int Length(EncryptionSpec encryption) => encryption.Mode == CipherMode.Ctr
        ? 16
        : encryption.SaltLength + encryption.IvLength;

    /// <summary>Salt, then IV; counter mode counts from one behind them.</summary>
    internal static void Write(
        EncryptionSpec encryption,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> iv,
        Span<byte> nonce)
    {
        Debug.Assert(nonce.Length == Length(encryption));
        // RFC 4106 §4, RFC 4309 §4, RFC 7634 §2: the salt, then the IV.
        salt.CopyTo(nonce);
        iv.CopyTo(nonce[salt.Length..]);
        if (encryption.Mode == CipherMode.Ctr)
        {
            // RFC 3686 §4: nonce, IV, and a block counter that begins with one.
            nonce[12..15].Clear();
            nonce[15] = 1;
        }
    }
}
