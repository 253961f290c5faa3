using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Cookies that keep no state for who asks, RFC 7296 §2.6: the version of a secret, then what
/// HMAC with SHA-256 under it says of the length of IPi | IPi | SPIi | Ni, so that no octet of a
/// nonce is taken for one of an address. Nobody else reads them.
/// </summary>
public static class CookieMaker
{
    /// <summary>Octets of a cookie: 36 of the 64 that are allowed.</summary>
    public const int Length = sizeof(uint) + TagLength;

    private const int TagLength = 32;

    /// <summary>The cookie for an initiator.</summary>
    /// <param name="provider">Computes the HMAC.</param>
    /// <param name="version">Which secret it is; the responder changes it often.</param>
    /// <param name="secret">32 random octets that nobody else knows.</param>
    /// <param name="nonce">The initiator's nonce.</param>
    /// <param name="address">Its address, 4 or 16 octets.</param>
    /// <param name="spi">Its SPI.</param>
    public static byte[] Make(
        CryptoProvider provider, uint version, Secret secret, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> address, IkeSpi spi)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(secret);
        var cookie = new byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(cookie, version);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, spi.Value);
        using var mac = provider.CreateMac(MacAlgorithm.HmacSha256, secret.Span);
        GC.KeepAlive(secret);
        mac.Append([(byte)address.Length]);
        mac.Append(address);
        mac.Append(number);
        mac.Append(nonce);
        mac.Finish(cookie.AsSpan(sizeof(uint)));
        return cookie;
    }

    /// <summary>The version of the secret that a cookie was made with; null: no cookie.</summary>
    public static uint? VersionOf(ReadOnlySpan<byte> cookie) =>
        cookie.Length == Length ? BinaryPrimitives.ReadUInt32BigEndian(cookie) : null;

    /// <summary>
    /// Whether the initiator sent back the cookie that was made for it, told in constant time.
    /// </summary>
    /// <param name="provider">Computes the HMAC.</param>
    /// <param name="secret">The secret of the version that the cookie tells.</param>
    /// <param name="nonce">The initiator's nonce.</param>
    /// <param name="address">Its address, 4 or 16 octets.</param>
    /// <param name="spi">Its SPI.</param>
    /// <param name="cookie">The cookie as received.</param>
    public static bool IsAuthentic(
        CryptoProvider provider, Secret secret, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> address, IkeSpi spi, ReadOnlySpan<byte> cookie) =>
        VersionOf(cookie) is { } version
        && CryptographicOperations.FixedTimeEquals(
            Make(provider, version, secret, nonce, address, spi), cookie);
}
