using Holdfast.Protocol.Ike;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A MODP group: RFC 2409 §6, RFC 3526 (safe primes) or RFC 5114 §2 (subgroups).</summary>
/// <param name="Prime">The modulus p.</param>
/// <param name="Generator">The generator g.</param>
/// <param name="Order">The order q of a small subgroup; null: p is a safe prime.</param>
internal sealed record ModpGroup(BigInteger Prime, BigInteger Generator, BigInteger? Order)
{
    /// <summary>Octets of the prime, of public values and of the secret.</summary>
    public int Length => (Prime.BitLength + 7) / 8;

    /// <summary>The group of a method of that kind.</summary>
    public static ModpGroup Of(KeyExchangeMethod method) => method.Value switch
    {
        1 => SafePrime(DHStandardGroups.rfc2409_768),
        2 => SafePrime(DHStandardGroups.rfc2409_1024),
        5 => SafePrime(DHStandardGroups.rfc3526_1536),
        14 => SafePrime(DHStandardGroups.rfc3526_2048),
        15 => SafePrime(DHStandardGroups.rfc3526_3072),
        16 => SafePrime(DHStandardGroups.rfc3526_4096),
        17 => SafePrime(DHStandardGroups.rfc3526_6144),
        18 => SafePrime(DHStandardGroups.rfc3526_8192),
        22 => SubgroupModpGroups.Modp1024Subgroup160,
        23 => SubgroupModpGroups.Modp2048Subgroup224,
        24 => SubgroupModpGroups.Modp2048Subgroup256,
        _ => throw new ArgumentException($"{method} is no MODP group", nameof(method)),
    };

    /// <summary>A group whose three numbers are given in hex.</summary>
    public static ModpGroup WithSubgroup(string prime, string generator, string order) =>
        new(Number(prime), Number(generator), Number(order));

    /// <summary>The limit of private exponents drawn from so many octets.</summary>
    public BigInteger ExponentLimit(int randomnessLength) =>
        Order ?? BigInteger.One.ShiftLeft(randomnessLength * 8).Add(BigInteger.One);

    /// <summary>Whether a peer may send that number, RFC 6989 §2.1 and §2.2.</summary>
    public bool Admits(BigInteger value)
    {
        // RFC 6989 §2.1: 1 < y < p - 1.
        if (value.CompareTo(BigInteger.One) <= 0
            || value.CompareTo(Prime.Subtract(BigInteger.One)) >= 0)
        {
            return false;
        }

        // RFC 6989 §2.2: in a group with small subgroups y has the order of the generator.
        return Order is null || value.ModPow(Order, Prime).Equals(BigInteger.One);
    }

    /// <summary>base^exponent mod p, as long as the prime.</summary>
    public void Power(BigInteger number, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        var power = number.ModPow(new BigInteger(1, exponent), Prime);
        FixedLength.Write(power, result);
    }

    private static ModpGroup SafePrime(DHParameters group) => new(group.P, group.G, Order: null);

    private static BigInteger Number(string hex) =>
        new(1, Convert.FromHexString(hex.ReplaceLineEndings("")));
}
