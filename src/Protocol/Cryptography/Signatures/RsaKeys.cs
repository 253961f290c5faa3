using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>RSA keys of PKCS #1, RFC 8017 appendix A.1, within bounds of size.</summary>
internal static class RsaKeys
{
    private const int BitsMin = 1024;

    /// <summary>A peer's certificate decides how long we compute: no longer than this.</summary>
    private const int BitsMax = 16384;

    /// <summary>The same for the public exponent.</summary>
    private const int ExponentBitsMax = 64;

    /// <summary>Bits of the modulus of an RSAPublicKey; false: malformed, out of bounds.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> key, out int bits, out CryptoError error)
    {
        bits = 0;
        error = default;
        var outer = new DerCursor(key);
        if (!outer.TryEnter(out var parts)
            || !outer.IsEmpty
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> modulus)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> exponent)
            || !parts.IsEmpty)
        {
            error = new(CryptoFault.Malformed, "RSAPublicKey");
            return false;
        }

        bits = BitLength(modulus);
        if (bits is < BitsMin or > BitsMax)
        {
            error = new(CryptoFault.NotAllowed, $"RSA modulus of {bits} bits");
            return false;
        }

        // RFC 8017 §3.1: the modulus is a product of odd primes, the exponent odd and at least 3.
        if ((modulus[^1] & 1) == 0
            || (exponent[^1] & 1) == 0
            || BitLength(exponent) is < 2 or > ExponentBitsMax)
        {
            error = new(CryptoFault.BadPublicValue, "RSAPublicKey");
            return false;
        }

        return true;
    }

    /// <summary>
    /// What a signature opens to under an RSAPublicKey that was measured: as long as the modulus;
    /// false: it has another length or is no number below the modulus (RFC 8017 §5.2.2).
    /// </summary>
    /// <remarks>
    /// BouncyCastle's key type looks for factors of the modulus, seconds long for a big one, which
    /// the peer chooses: the power alone is bounded by the size.
    /// </remarks>
    public static bool TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> signature, out byte[] opened, out int bits)
    {
        var outer = new DerCursor(key);
        _ = outer.TryEnter(out var parts);
        _ = parts.TryTakeNumber(out BigInteger modulus);
        _ = parts.TryTakeNumber(out BigInteger exponent);
        bits = modulus.BitLength;
        opened = new byte[Octets(bits)];
        var number = new BigInteger(1, signature);
        if (signature.Length != opened.Length || number.CompareTo(modulus) >= 0)
        {
            return false;
        }

        FixedLength.Write(number.ModPow(exponent, modulus), opened);
        return true;
    }

    /// <summary>
    /// The numbers of an RSAPrivateKey with two primes; false: malformed, or they do not belong
    /// together. They lie in the managed heap, where BouncyCastle wants them, and go with the next
    /// collection.
    /// </summary>
    public static bool TryPrivate(
        ReadOnlySpan<byte> key, [NotNullWhen(true)] out RsaPrivateCrtKeyParameters? numbers)
    {
        numbers = null;
        var outer = new DerCursor(key);
        if (!outer.TryEnter(out var parts)
            || !outer.IsEmpty
            || !parts.TryTakeSmall(0, out _)
            || !parts.TryTakeNumber(out BigInteger modulus)
            || !parts.TryTakeNumber(out BigInteger publicExponent)
            || !parts.TryTakeNumber(out BigInteger exponent)
            || !parts.TryTakeNumber(out BigInteger p)
            || !parts.TryTakeNumber(out BigInteger q)
            || !parts.TryTakeNumber(out BigInteger dp)
            || !parts.TryTakeNumber(out BigInteger dq)
            || !parts.TryTakeNumber(out BigInteger inverse)
            || !parts.IsEmpty
            || modulus.BitLength is < BitsMin or > BitsMax
            || p.CompareTo(BigInteger.One) <= 0
            || q.CompareTo(BigInteger.One) <= 0
            || !p.Multiply(q).Equals(modulus)
            || !AreInverse(q, inverse, p)
            || !AreInverse(publicExponent, dp, p.Subtract(BigInteger.One))
            || !AreInverse(publicExponent, dq, q.Subtract(BigInteger.One))
            || !AreInverse(publicExponent, exponent, p.Subtract(BigInteger.One))
            || !AreInverse(publicExponent, exponent, q.Subtract(BigInteger.One)))
        {
            return false;
        }

        try
        {
            numbers = new(modulus, publicExponent, exponent, p, q, dp, dq, inverse);
            return true;
        }
        catch (ArgumentException)
        {
            // The modulus has small factors.
            return false;
        }
    }

    /// <summary>Octets of a modulus of so many bits, and of each signature.</summary>
    public static int Octets(int bits) => (bits + 7) / 8;

    /// <summary>Whether a · b = 1 modulo m.</summary>
    private static bool AreInverse(BigInteger a, BigInteger b, BigInteger m) =>
        a.Multiply(b).Mod(m).Equals(BigInteger.One);

    private static int BitLength(ReadOnlySpan<byte> number) =>
        number.IsEmpty || number[0] == 0
            ? 0
            : (number.Length * 8) - byte.LeadingZeroCount(number[0]);
}
