using System.Numerics;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>Exchanges printed in RFCs: private numbers, public values, secret.</summary>
public sealed class KnownExchanges
{
    [Fact]
    [Requirement("RFC5903-7-a")]
    [Requirement("RFC5903-9-a")]
    public void Ecp256_is_that_of_RFC_5903_8_1() => Check(
        KeyExchangeMethod.Ecp256,
        "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
        "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
        """
        dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180
        5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3
        """,
        """
        d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63
        56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab
        """,
        "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");

    [Fact]
    [Requirement("RFC7748-5-a")]
    [Requirement("RFC8031-2-a")]
    [Requirement("RFC8031-3.1-a")]
    public void Curve25519_is_that_of_RFC_7748_6_1() => Check(
        KeyExchangeMethod.Curve25519,
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

    [Fact]
    [Requirement("RFC7748-5-a")]
    [Requirement("RFC8031-2-a")]
    [Requirement("RFC8031-3.1-a")]
    public void Curve448_is_that_of_RFC_7748_6_2() => Check(
        KeyExchangeMethod.Curve448,
        """
        9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf5
        74a9419744897391006382a6f127ab1d9ac2d8c0a598726b
        """,
        """
        1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120
        bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d
        """,
        """
        9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb
        c836647241d953d40c5b12da88120d53177f80e532c41fa0
        """,
        """
        3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972
        fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609
        """,
        """
        07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56
        fd2464c335543936521c24403085d59a449a5037514a879d
        """);

    [Fact]
    [Requirement("RFC6954-2.3-a")]
    public void Brainpool256_is_that_of_RFC_7027_A_1() => Check(
        KeyExchangeMethod.Brainpool256,
        "81db1ee100150ff2ea338d708271be38300cb54241d79950f77b063039804f1d",
        "55e40bc41e37e3e2ad25c3c6654511ffa8474a91a0032087593852d3e7d76bd3",
        """
        44106e913f92bc02a1705d9953a8414db95e1aaa49e81d9e85f929a8e3100be5
        8ab4846f11caccb73ce49cbdd120f5a900a69fd32c272223f789ef10eb089bdc
        """,
        """
        8d2d688c6cf93e1160ad04cc4429117dc2c41825e1e9fca0addd34e6f1b39f7b
        990c57520812be512641e47034832106bc7d3e8dd0e4c7f1136d7006547cec6a
        """,
        "89afc39d41d3b327814b80940b042590f96556ec91e6ae7939bce31f3a18bf2b");

    [Theory]
    [Requirement("RFC7748-5-b")]
    [Requirement("RFC7748-5-c")]
    [Requirement("RFC8031-3.2-a")]
    [InlineData(31, 9)]
    [InlineData(32, 5)]
    public void What_is_not_canonical_is_read_modulo_the_prime(ushort value, int u)
    {
        var method = new KeyExchangeMethod(value);
        var length = KeyExchangeSpec.Find(method)!.PublicLength;
        var is25519 = method == KeyExchangeMethod.Curve25519;
        var prime = is25519
            ? BigInteger.Pow(2, 255) - 19
            : BigInteger.Pow(2, 448) - BigInteger.Pow(2, 224) - 1;
        var canonical = new byte[length];
        canonical[0] = (byte)u;
        var beyond = (prime + u).ToByteArray(isUnsigned: true);
        Assert.Equal(length, beyond.Length);
        var scalar = new byte[length];
        new Random(3).NextBytes(scalar);

        var expected = Exchange.Agree(method, scalar, canonical, out _);
        Assert.NotNull(expected);
        Assert.Equal(expected, Exchange.Agree(method, scalar, beyond, out _));

        // The highest bit counts on Curve448 alone.
        beyond[^1] ^= 0x80;
        Assert.Equal(is25519, expected == Exchange.Agree(method, scalar, beyond, out _));
    }

    private static void Check(
        KeyExchangeMethod method,
        string privateI,
        string privateR,
        string publicI,
        string publicR,
        string shared)
    {
        var i = Octets.FromHex(privateI);
        var r = Octets.FromHex(privateR);
        using var share = Exchange.Share(method, i.Span);

        Assert.Equal(Octets.FromHex(publicI), new Octets(share.PublicValue));
        Assert.Equal(
            Octets.FromHex(shared),
            Exchange.Agree(method, i.Span, Octets.FromHex(publicR).Span, out _));
        Assert.True(KeyExchanges.TryRespond(
            Engines.Managed, method, share.PublicValue, Exchange.RandomnessOf(method, r.Span),
            out var answer, out var agreed, out _));
        Assert.Equal(Octets.FromHex(publicR), answer);
        Assert.Equal(Octets.FromHex(shared), new Octets(agreed.Span));
        agreed.Dispose();
    }
}
