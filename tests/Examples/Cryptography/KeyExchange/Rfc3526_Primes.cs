using System.Numerics;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>
/// RFC 2409 §6 and RFC 3526 §2 to §7 give each prime by a formula over π; the powers that we send
/// are those of that prime.
/// </summary>
public sealed class Rfc3526_Primes
{
    private static readonly BigInteger Pi = PiShifted(8192);

    /// <summary>Bits of the prime and the number that makes it one, as the RFCs print them.</summary>
    public static TheoryData<ushort, int, int> Formulas => new()
    {
        { 1, 768, 149686 },
        { 2, 1024, 129093 },
        { 5, 1536, 741804 },
        { 14, 2048, 124476 },
        { 15, 3072, 1690314 },
        { 16, 4096, 240904 },
        { 17, 6144, 929484 },
        { 18, 8192, 4743158 },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Each_prime_is_that_of_its_formula(ushort value, int bits, int offset)
    {
        var method = new KeyExchangeMethod(value);
        var prime = Prime(bits, offset);
        var randomness = new byte[KeyExchanges.RandomnessLength(method)];
        randomness.AsSpan().Fill(0xa5);
        var exponent = new BigInteger(randomness, isUnsigned: true, isBigEndian: true) + 1;

        Assert.True(KeyExchanges.TryStart(
            Engines.Managed, method, randomness, out var share, out _));
        using (share)
        {
            Assert.Equal(bits / 8, share.PublicValue.Length);
            Assert.Equal(
                BigInteger.ModPow(2, exponent, prime),
                new BigInteger(share.PublicValue, isUnsigned: true, isBigEndian: true));
        }
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Numbers_at_and_beyond_the_ends_of_the_group_are_refused(
        ushort value, int bits, int offset)
    {
        var method = new KeyExchangeMethod(value);
        var prime = Prime(bits, offset);
        BigInteger[] outside = [0, 1, prime - 1, prime, prime + 1, BigInteger.Pow(2, bits) - 1];
        foreach (var number in outside)
        {
            Assert.Null(Exchange.Agree(method, [3], Octets(number, bits / 8), out var error));
            Assert.Equal(new(CryptoFault.BadPublicValue, method.ToString()), error);
        }

        // RFC 7296 §2.14: 2^3 is one octet, and the secret is as long as the prime all the same.
        var shared = Exchange.Agree(method, [3], Octets(2, bits / 8), out _);
        Assert.Equal(new Codec.Octets(Octets(8, bits / 8)), shared);
    }

    private static byte[] Octets(BigInteger number, int length)
    {
        var octets = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - octets.Length], .. octets];
    }

    private static BigInteger Prime(int bits, int offset) =>
        BigInteger.Pow(2, bits) - BigInteger.Pow(2, bits - 64) - 1
        + (((Pi >> (8192 - (bits - 130))) + offset) << 64);

    /// <summary>⌊2^bits · π⌋ by Machin's formula, with 64 bits to spare.</summary>
    private static BigInteger PiShifted(int bits)
    {
        var one = BigInteger.One << (bits + 64);
        return (4 * ((4 * Arctangent(5)) - Arctangent(239))) >> 64;

        BigInteger Arctangent(int inverse)
        {
            var sum = BigInteger.Zero;
            var power = one / inverse;
            for (var n = 1; !power.IsZero; n += 4)
            {
                sum += power / n;
                power /= inverse * inverse;
                sum -= power / (n + 2);
                power /= inverse * inverse;
            }

            return sum;
        }
    }
}
