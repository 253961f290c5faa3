using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>
/// Public values that no honest peer sends, RFC 6989 §2 and what the methods' own say.
/// </summary>
public sealed class RefusedValues
{
    [Theory]
    [Requirement("RFC6989-2.2-a")]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public void A_number_outside_the_subgroup_is_refused(ushort value)
    {
        var two = new byte[KeyExchangeSpec.Find(new(value))!.PublicLength];
        two[^1] = 2;

        Refused(value, two);
    }

    [Theory]
    [Requirement("RFC6989-2.3-a")]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(27)]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(30)]
    public void Points_off_the_curve_and_coordinates_beyond_the_prime_are_refused(ushort value)
    {
        var point = new byte[KeyExchangeSpec.Find(new(value))!.PublicLength];
        Refused(value, point);
        point.AsSpan().Fill(0xff);
        Refused(value, point);
        point.AsSpan().Fill(1);
        Refused(value, point);
    }

    [Theory]
    [Requirement("RFC7748-6-a")]
    [InlineData(31, "00")]
    [InlineData(31, "01")]
    [InlineData(31, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData(31, "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData(32, "00")]
    [InlineData(32, "01")]
    public void Points_of_small_order_give_zero_and_are_refused(ushort value, string first)
    {
        var point = new byte[KeyExchangeSpec.Find(new(value))!.PublicLength];
        Convert.FromHexString(first).CopyTo(point, 0);

        Refused(value, point);
    }

    [Theory]
    [Requirement("RFC6989-2.1-a")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public void Zero_one_the_prime_less_one_and_what_is_beyond_are_refused(ushort value)
    {
        var prime = ModpGroup.Of(new(value)).Prime.ToByteArrayUnsigned();
        foreach (var less in (byte[])[0, 1])
        {
            byte[] number = [.. prime];
            number[^1] -= less;
            Refused(value, number);
        }

        byte[] one = new byte[prime.Length];
        Refused(value, one);
        one[^1] = 1;
        Refused(value, one);
        one.AsSpan().Fill(0xff);
        Refused(value, one);
    }

    [Theory]
    [InlineData(35)]
    [InlineData(36)]
    [InlineData(37)]
    public void An_encapsulation_key_with_a_coefficient_that_is_not_reduced_is_refused(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        var randomness = new byte[KeyExchanges.RandomnessLength(method)];
        using var share = Exchange.Share(method, randomness);
        var key = share.PublicValue.ToArray();
        key[0] = 0xff;
        key[1] |= 0x0f;

        foreach (var provider in Engines.With(method))
        {
            Assert.False(KeyExchanges.TryRespond(
                provider, method, key, randomness, out _, out var shared, out var error));
            Assert.Null(shared);
            Assert.Equal(new(CryptoFault.BadPublicValue, method.ToString()), error);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    [InlineData(1234)]
    public void A_method_that_is_not_known_says_so(ushort value)
    {
        var method = new KeyExchangeMethod(value);

        Assert.Equal(0, KeyExchanges.RandomnessLength(method));
        Assert.False(KeyExchanges.TryStart(
            Engines.Managed, method, [], out var share, out var error));
        Assert.Null(share);
        Assert.Equal(new(CryptoFault.Unsupported, method.ToString()), error);
        Assert.False(KeyExchanges.TryRespond(
            Engines.Managed, method, [], [], out _, out var shared, out error));
        Assert.Null(shared);
        Assert.Equal(new(CryptoFault.Unsupported, method.ToString()), error);
    }

    [Fact]
    public void A_share_prints_its_method_and_is_gone_once_disposed()
    {
        var share = Exchange.Share(KeyExchangeMethod.Curve25519, new byte[32]);
        Assert.Equal("Curve25519", share.ToString());
        share.Dispose();
        share.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => share.TryAgree(new byte[32], out _, out _));
    }

    private static void Refused(ushort value, byte[] peerValue)
    {
        var method = new KeyExchangeMethod(value);

        Assert.Null(Exchange.Agree(method, [.. new byte[31], 1, .. Rest(method)], peerValue,
            out var error));
        Assert.Equal(new(CryptoFault.BadPublicValue, method.ToString()), error);
    }

    /// <summary>What Curve448 has more than 32 octets of private number.</summary>
    private static byte[] Rest(KeyExchangeMethod method) =>
        method == KeyExchangeMethod.Curve448 ? new byte[24] : [];
}
