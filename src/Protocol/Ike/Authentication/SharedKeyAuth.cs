using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The AUTH payload with a shared key: method 2 (RFC 7296 §2.15), the key of EAP (§2.16), and
/// method 13, where the key is SK_p (RFC 7619 §2.1).
/// </summary>
public static class SharedKeyAuth
{
    /// <summary>prf(prf(key, "Key Pad for IKEv2"), octets).</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="key">
    /// The pre-shared key; of an EAP method its MSK; of one without a key, and of NULL
    /// authentication, the SK_p of the side that is authenticated.
    /// </param>
    /// <param name="octets">What is authenticated: <see cref="SignedOctets.Of"/>.</param>
    public static byte[] Compute(Prf prf, Secret key, ReadOnlySpan<byte> octets)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(key);
        using var padded = prf.Compute(key, "Key Pad for IKEv2"u8);
        using var result = prf.Compute(padded, octets);
        return result.Span.ToArray();
    }

    /// <summary>Whether the data of an AUTH payload fits, told in constant time.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="key">The key as in <see cref="Compute"/>.</param>
    /// <param name="octets">What is authenticated.</param>
    /// <param name="data">The data as received.</param>
    public static bool IsAuthentic(
        Prf prf, Secret key, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> data) =>
        CryptographicOperations.FixedTimeEquals(Compute(prf, key, octets), data);
}
