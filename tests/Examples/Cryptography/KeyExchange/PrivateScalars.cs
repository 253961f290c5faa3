using System.Numerics;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>
/// Private numbers from randomness: 1 + c mod (order − 1), as big numbers say it.
/// </summary>
public sealed class PrivateScalars
{
    public static TheoryData<ushort> Ordered =>
        [19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30];

    [Theory]
    [MemberData(nameof(Ordered))]
    public void A_reduced_candidate_is_what_big_numbers_say(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        var order = OrderOf(method);
        var number = Number(order);
        var length = KeyExchanges.RandomnessLength(method);
        foreach (var candidate in Candidates(number, length))
        {
            using var scalar = PrivateScalar.DrawBelow(Write(candidate, length), order);
            Assert.Equal((candidate % (number - 1)) + 1, Number(scalar.Span));
            Assert.Equal(order.Length, scalar.Length);
            Assert.True(PrivateScalar.IsBelow(scalar.Span, order));
        }
    }

    [Fact]
    public void Without_an_order_it_is_one_more_than_the_randomness()
    {
        using var least = PrivateScalar.Draw(new byte[4]);
        using var greatest = PrivateScalar.Draw([0xff, 0xff, 0xff, 0xff]);
        Assert.Equal([0, 0, 0, 0, 1], least.Span.ToArray());
        Assert.Equal([1, 0, 0, 0, 0], greatest.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Only_numbers_between_zero_and_the_order_are_admitted(ushort value)
    {
        var order = OrderOf(new(value));
        var number = Number(order);
        foreach (var length in (int[])[order.Length, order.Length + 3])
        {
            Assert.False(PrivateScalar.IsBelow(new byte[length], order));
            Assert.True(PrivateScalar.IsBelow(Write(1, length), order));
            Assert.True(PrivateScalar.IsBelow(Write(number - 1, length), order));
            Assert.False(PrivateScalar.IsBelow(Write(number, length), order));
            Assert.False(PrivateScalar.IsBelow(Write(number + 1, length), order));
        }

        Assert.True(PrivateScalar.IsBelow([7], order));
        Assert.False(PrivateScalar.IsBelow([], order));
    }

    private static IEnumerable<BigInteger> Candidates(BigInteger order, int length)
    {
        var (modulus, greatest) = (order - 1, BigInteger.Pow(256, length) - 1);
        var last = greatest / modulus * modulus;
        BigInteger[] edges =
            [0, 1, modulus - 1, modulus, modulus + 1, last - 1, last, last + 1, greatest];
        var random = new Random(length);
        var octets = new byte[length];
        return edges.Concat(Enumerable.Range(0, 50).Select(_ =>
        {
            random.NextBytes(octets);
            return Number(octets);
        })).ToList();
    }

    private static byte[] OrderOf(KeyExchangeMethod method) => method.Value is 22 or 23 or 24
        ? ModpGroup.Of(method).Order!.ToByteArrayUnsigned()
        : EcpGroup.Of(method).Order.ToByteArrayUnsigned();

    private static BigInteger Number(ReadOnlySpan<byte> octets) =>
        new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Write(BigInteger number, int length)
    {
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - digits.Length], .. digits];
    }
}
