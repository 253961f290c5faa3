using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>Numbers as octets of a fixed length, most significant first.</summary>
internal static class FixedLength
{
    /// <summary>
    /// Writes a number that fits, zeroes before it; what it was copied through is zeroed.
    /// </summary>
    public static void Write(BigInteger number, Span<byte> destination)
    {
        var digits = number.ToByteArrayUnsigned();
        destination[..^digits.Length].Clear();
        digits.CopyTo(destination[^digits.Length..]);
        CryptographicOperations.ZeroMemory(digits);
    }
}
