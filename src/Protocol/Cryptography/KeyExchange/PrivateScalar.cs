using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The private number of a Diffie-Hellman exchange from given randomness, without a loop that
/// tries again: the candidate is reduced, so that each seed is a key. It takes as long for all
/// candidates, and nothing of it enters the managed heap.
/// </summary>
internal static class PrivateScalar
{
    private const int LimbLength = 4;

    /// <summary>
    /// A number from 1 to 2^n, n the bits of the randomness: exactly even. One octet longer than
    /// the randomness.
    /// </summary>
    public static Secret Draw(ReadOnlySpan<byte> randomness)
    {
        var scalar = new Secret(randomness.Length + 1);
        randomness.CopyTo(scalar.Span[1..]);
        Increment(scalar.Span);
        return scalar;
    }

    /// <summary>
    /// A number from 1 to <paramref name="order"/> − 1, as long as the order; even up to 2^-64
    /// where the randomness is 64 bits longer, SP 800-56A §5.6.1.1.3 and §5.6.1.2.1.
    /// </summary>
    /// <param name="randomness">The candidate c; 1 + c mod (order − 1) is the number.</param>
    /// <param name="order">An odd prime, most significant octet first.</param>
    public static Secret DrawBelow(ReadOnlySpan<byte> randomness, ReadOnlySpan<byte> order)
    {
        // A limb more than the modulus has: twice the rest and a bit always fit.
        var limbs = ((order.Length + LimbLength - 1) / LimbLength) + 1;
        Span<uint> modulus = stackalloc uint[limbs];
        Span<uint> rest = stackalloc uint[limbs];
        Span<uint> less = stackalloc uint[limbs];
        rest.Clear();
        Read(order, modulus);
        modulus[0] -= 1;
        foreach (var octet in randomness)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                Append(rest, (uint)(octet >> bit) & 1);
                Reduce(rest, modulus, less);
            }
        }

        var scalar = new Secret(order.Length);
        Write(rest, scalar.Span);
        Increment(scalar.Span);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rest));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(less));
        return scalar;
    }

    /// <summary>
    /// Whether a private number lies between zero and the order; it takes as long for all numbers
    /// of one length.
    /// </summary>
    public static bool IsBelow(ReadOnlySpan<byte> number, ReadOnlySpan<byte> order)
    {
        var length = Math.Max(number.Length, order.Length);
        var borrow = 0;
        var any = 0;
        for (var i = 1; i <= length; i++)
        {
            var digit = i <= number.Length ? number[^i] : 0;
            any |= digit;
            borrow = ((digit - (i <= order.Length ? order[^i] : 0) - borrow) >> 31) & 1;
        }

        return (any != 0) & (borrow != 0);
    }

    private static void Append(Span<uint> number, uint bit)
    {
        for (var i = 0; i < number.Length; i++)
        {
            (number[i], bit) = ((number[i] << 1) | bit, number[i] >> 31);
        }
    }

    /// <summary>Takes the modulus off once where it is not greater, by masks alone.</summary>
    private static void Reduce(Span<uint> number, ReadOnlySpan<uint> modulus, Span<uint> less)
    {
        var borrow = 0UL;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = (ulong)number[i] - modulus[i] - borrow;
            less[i] = (uint)digit;
            borrow = digit >> 63;
        }

        var keep = (uint)-(int)borrow;
        for (var i = 0; i < number.Length; i++)
        {
            number[i] = (number[i] & keep) | (less[i] & ~keep);
        }
    }

    private static void Read(ReadOnlySpan<byte> octets, Span<uint> number)
    {
        Span<byte> padded = stackalloc byte[number.Length * LimbLength];
        padded.Clear();
        octets.CopyTo(padded[^octets.Length..]);
        for (var i = 0; i < number.Length; i++)
        {
            var at = padded.Length - ((i + 1) * LimbLength);
            number[i] = BinaryPrimitives.ReadUInt32BigEndian(padded[at..]);
        }
    }

    private static void Write(ReadOnlySpan<uint> number, Span<byte> octets)
    {
        for (var i = 0; i < octets.Length; i++)
        {
            octets[^(i + 1)] = (byte)(number[i / LimbLength] >> (8 * (i % LimbLength)));
        }
    }

    private static void Increment(Span<byte> number)
    {
        var carry = 1;
        for (var i = number.Length - 1; i >= 0; i--)
        {
            carry += number[i];
            number[i] = (byte)carry;
            carry >>= 8;
        }
    }
}
