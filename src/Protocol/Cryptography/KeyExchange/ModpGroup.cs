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

    /// <summary>The private exponent of that randomness.</summary>
    public Secret DrawExponent(ReadOnlySpan<byte> randomness) => Order is null
        ? PrivateScalar.Draw(randomness)
        : PrivateScalar.DrawBelow(randomness, Order.ToByteArrayUnsigned());

    /// <summary>
    /// Whether a peer may send that number, as long as the prime, RFC 6989 §2.1 and §2.2.
    /// </summary>
    public bool Admits(ReadOnlySpan<byte> value, ExchangeArithmetic arithmetic)
    {
        // RFC 6989 §2.1: 1 < y < p - 1.
        var number = new BigInteger(1, value);
        if (number.CompareTo(BigInteger.One) <= 0
            || number.CompareTo(Prime.Subtract(BigInteger.One)) >= 0)
        {
            return false;
        }

        if (Order is null)
        {
            return true;
        }

        // RFC 6989 §2.2: in a group with small subgroups y has the order of the generator.
        var power = new byte[Length];
        arithmetic.Power(this, value, Order.ToByteArrayUnsigned(), power);
        return power[^1] == 1 && power.AsSpan(0, Length - 1).IndexOfAnyExcept((byte)0) < 0;
    }

    /// <summary>The generator, as long as the prime.</summary>
    public byte[] WriteGenerator()
    {
        var generator = new byte[Length];
        FixedLength.Write(Generator, generator);
        return generator;
    }

    private static ModpGroup SafePrime(DHParameters group) => new(group.P, group.G, Order: null);

    private static BigInteger Number(string hex) =>
        new(1, Convert.FromHexString(hex.ReplaceLineEndings("")));
}
