using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Authentication;

/// <summary>RFC 6290 §5: how tokens are made and compared.</summary>
public sealed class CrashTokenExamples
{
    private static readonly IkeSpiPair Spis =
        new(new(0x0102030405060708), new(0x1112131415161718));

    private static readonly byte[] Random =
        [.. Enumerable.Range(0, CrashTokens.SecretLength).Select(i => (byte)i)];

    [Fact]
    [Requirement("RFC6290-5-b")]
    [Requirement("RFC6290-5.1-a")]
    public void A_token_is_the_hash_of_secret_and_both_SPIs_whoever_computes_it()
    {
        var expected = HMACSHA256.HashData(
            Random, Octets.FromHex("0102030405060708 1112131415161718").Span);
        Assert.Equal(expected, Made(Random, Spis));

        using var secret = new Secret(Random);
        using var fastest = CrashTokens.Make(CryptoProviders.Fastest(out _), secret, Spis);
        Assert.Equal(expected, fastest.Span.ToArray());
        Assert.Equal(CrashTokens.Length, fastest.Length);
        Assert.Equal("Secret (32 octets)", fastest.ToString());
    }

    [Theory]
    [InlineData("c0000201")]
    [InlineData("20010db8000000000000000000000001")]
    [Requirement("RFC6290-5.2-a")]
    public void With_the_takers_address_it_stands_behind_the_SPIs(string address)
    {
        var taker = Convert.FromHexString(address);
        Assert.Equal(
            HMACSHA256.HashData(
                Random.AsSpan(),
                [.. Octets.FromHex("0102030405060708 1112131415161718"), .. taker]),
            Made(Random, Spis, taker));
    }

    [Fact]
    [Requirement("RFC6290-5-c")]
    [Requirement("RFC6290-9.1-a")]
    public void Whatever_goes_in_changes_the_token()
    {
        byte[] other = [.. Random];
        other[31] ^= 1;
        byte[][] tokens =
        [
            Made(Random, Spis), Made(other, Spis),
            Made(Random, Spis with { Initiator = new(0x0102030405060709) }),
            Made(Random, Spis with { Responder = new(0x1112131415161719) }),
            Made(Random, new(Spis.Responder, Spis.Initiator)),
            Made(Random, Spis, [192, 0, 2, 1]), Made(Random, Spis, [192, 0, 2, 2]),
            Made(Random, Spis, [192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ];
        Assert.Equal(tokens.Length, tokens.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    [Requirement("RFC6290-4.1-a")]
    [Requirement("RFC6290-4.5-b")]
    public void A_token_counts_when_it_is_any_of_those_given_and_16_to_128_octets_long()
    {
        Secret[] given = [Of(1, 32), Of(2, 16), Of(3, 128), Of(4, 15), Of(5, 129), Of(6, 0)];
        try
        {
            Assert.True(IsOne(1, 32));
            Assert.True(IsOne(2, 16));
            Assert.True(IsOne(3, 128));
            Assert.False(IsOne(2, 32));
            Assert.False(IsOne(1, 31));
            Assert.False(IsOne(4, 15));
            Assert.False(IsOne(5, 129));
            Assert.False(IsOne(6, 0));
            Assert.False(CrashTokens.IsOneOf(given[0].Span, []));
        }
        finally
        {
            Array.ForEach(given, secret => secret.Dispose());
        }

        bool IsOne(byte octet, int length) =>
            CrashTokens.IsOneOf(Enumerable.Repeat(octet, length).ToArray(), given);

        static Secret Of(byte octet, int length) =>
            new(Enumerable.Repeat(octet, length).ToArray());
    }

    [Fact]
    public void A_secret_or_an_address_of_another_length_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => Made(Random[..31], Spis));
        Assert.Throws<ArgumentException>(() => Made(Random, Spis, [192, 0, 2]));
    }

    private static byte[] Made(byte[] random, IkeSpiPair spis, byte[]? taker = null)
    {
        using var secret = new Secret(random);
        using var token = CrashTokens.Make(CryptoProviders.Managed(), secret, spis, taker);
        return token.Span.ToArray();
    }
}
