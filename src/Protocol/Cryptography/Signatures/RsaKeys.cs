using System.Formats.Asn1;
using System.Security.Cryptography;
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
    /// Whether it is an RSAPrivateKey with two primes within bounds whose numbers belong together.
    /// The platform computes that in native memory, which it cleanses.
    /// </summary>
    public static bool IsPrivate(ReadOnlySpan<byte> key)
    {
        if (!RsaNumbers.TryRead(key, out var numbers)
            || BitLength(numbers.Modulus) is < BitsMin or > BitsMax)
        {
            return false;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportRSAPrivateKey(key, out _);
            return true;
        }
        catch (CryptographicException)
        {
            // Its only way to say it; nothing of the key is in there, and it is not passed on.
            return false;
        }
    }

    /// <summary>RSAPublicKey of numbers that belong together, RFC 8017 appendix A.1.1.</summary>
    public static byte[] PublicKey(RsaNumbers numbers)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(numbers.Modulus);
            writer.WriteIntegerUnsigned(numbers.PublicExponent);
        }

        return writer.Encode();
    }

    /// <summary>Octets of a modulus of so many bits, and of each signature.</summary>
    public static int Octets(int bits) => (bits + 7) / 8;

    private static int BitLength(ReadOnlySpan<byte> number) =>
        number.IsEmpty || number[0] == 0
            ? 0
            : (number.Length * 8) - byte.LeadingZeroCount(number[0]);
}
