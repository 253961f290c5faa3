using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The private number of a Diffie-Hellman exchange from given randomness, without a loop: the
/// candidate is reduced, so that each seed is a key.
/// </summary>
internal static class PrivateScalar
{
    /// <summary>
    /// A number from 1 to <paramref name="limit"/> − 1. Even (up to 2^-64) where the randomness is
    /// 64 bits longer than the limit, SP 800-56A §5.6.1.1.3 and §5.6.1.2.1; exactly even where the
    /// limit is one more than a power of two and the randomness as long.
    /// </summary>
    public static Secret Draw(ReadOnlySpan<byte> randomness, BigInteger limit)
    {
        // BouncyCastle's numbers lie in the managed heap and cannot be zeroed: the copy that is
        // kept can, those of the reduction live until the next collection.
        var candidate = new BigInteger(1, randomness);
        var number = candidate.Mod(limit.Subtract(BigInteger.One)).Add(BigInteger.One);
        var scalar = new Secret((limit.BitLength + 7) / 8);
        FixedLength.Write(number, scalar.Span);
        return scalar;
    }
}
