using Holdfast.Cli.Decryption;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>Cookies of IKEv1 that anybody can make up cost no memory without end.</summary>
public sealed class ForgedCookies
{
    private const string Keys = """
        {"sas": [{"protocol": "ike", "version": 1, "initiator_spi": "0102030405060708",
          "encryption": 12, "encryption_key": "000102030405060708090a0b0c0d0e0f"}]}
        """;

    [Fact]
    public void Responders_that_open_nothing_are_forgotten_when_they_are_many()
    {
        using var ring = new KeyRing(CryptoProviders.Managed());
        Assert.True(KeyFile.TryRead(
            "keys", System.Text.Encoding.UTF8.GetBytes(Keys), out var keys, out var error),
            $"{error}");
        ring.Add(keys);
        using var all = new SaTable(ring);

        for (var cookie = 1UL; cookie <= 5000; cookie++)
        {
            Assert.Single(all.Isakmp.Find(new(new(0x0102030405060708), new(cookie)), out _));
        }

        Assert.Equal(1024, all.Isakmp.CipherKeys.Count());
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/-8", false)]
    [InlineData("10.0.0.0/+8", false)]
    [InlineData("10.0.0.0/ 8", false)]
    public void A_prefix_is_a_number_of_bits_without_a_sign(string text, bool good) =>
        Assert.Equal(good, AddressPattern.TryParse(text, out _));
}
