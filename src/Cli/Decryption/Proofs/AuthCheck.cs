using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>Whether an AUTH payload fits what it authenticates, by method.</summary>
internal static class AuthCheck
{
    /// <summary>A MAC by one of several keys, RFC 7296 §2.15; false: none of them.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="keys">The keys that it may be of.</param>
    /// <param name="octets">What is authenticated.</param>
    /// <param name="auth">The payload.</param>
    public static bool IsBySharedKey(
        Prf prf, IEnumerable<Secret> keys, byte[] octets, AuthPayloadValue auth)
    {
        if (auth.Data is not AuthPayloadData.Unknown mac)
        {
            return false;
        }

        foreach (var key in keys)
        {
            if (SharedKeyAuth.IsAuthentic(prf, key, octets, mac.Octets.Span))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A signature by the key of a certificate, RFC 7296 §2.15, RFC 7427.</summary>
    /// <param name="certificate">The signer's; null: none was sent.</param>
    /// <param name="octets">What is authenticated.</param>
    /// <param name="auth">The payload.</param>
    public static Finding BySignature(
        SentCertificate? certificate, byte[] octets, AuthPayloadValue auth)
    {
        if (certificate is not { } sent)
        {
            return Finding.Unchecked("no certificate was sent");
        }

        PublicKey? key = null;
        CryptoError error = default;
        if (!sent.IsReadable
            || !(sent.Encoding == CertEncoding.RawPublicKey
                ? PublicKey.TryRead(sent.Octets.Span, out key, out error)
                : PublicKey.TryReadCertificate(sent.Octets.Span, out key, out error)))
        {
            return Finding.Unchecked(sent.IsReadable
                ? $"no key can be read from the certificate: {error}"
                : $"a certificate of encoding {sent.Encoding.Value} is not read");
        }

        return SignatureAuth.IsAuthentic(
            key, auth, octets, AlgorithmPolicy.DecodeOnly, out _, out error) ? Finding.Good
            : error.Fault == CryptoFault.Unsupported ? Finding.Unchecked(error.ToString())
            : Finding.Bad($"the signature does not fit: {error}");
    }
}
