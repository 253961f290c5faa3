using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Properties.Cryptography;

/// <summary>What every provider does with every suite.</summary>
public sealed class PacketProtection
{
    private static readonly IReadOnlyList<CryptoProvider> Providers =
        CryptoProviders.Fastest(out _).Layers;

    [Fact]
    public void All_providers_give_equal_octets_and_open_their_own()
    {
        var random = new Random(3);
        foreach (var (encryption, integrity) in CryptoProviders.Suites())
        {
            var key = Octets(random, encryption.KeyMaterialLength);
            var macKey = Octets(random, integrity.KeyLength);
            var ciphers = Providers
                .Where(provider => provider.Supports(encryption, integrity))
                .Select(provider => provider.CreateCipher(encryption, integrity, key, macKey))
                .ToList();
            foreach (var blocks in (int[])[0, 1, 2, 3, 63, 160])
            {
                var clear = Octets(random, blocks * encryption.BlockLength);
                var header = Octets(random, 8);
                var iv = Octets(random, encryption.IvLength);
                var appendix = Octets(random, encryption.IsCombined ? 0 : 4);
                var results = ciphers.Select(cipher =>
                {
                    var text = clear.ToArray();
                    var icv = new byte[cipher.IcvLength];
                    cipher.Seal(header, iv, text, appendix, icv);
                    var opened = new byte[text.Length];
                    Assert.True(cipher.TryOpen(header, iv, text, appendix, icv, opened));
                    Assert.Equal(clear, opened);
                    if (icv.Length > 0)
                    {
                        icv[^1] ^= 1;
                        Assert.False(cipher.TryOpen(header, iv, text, appendix, icv, opened));
                        Assert.Equal(new byte[text.Length], opened);
                        icv[^1] ^= 1;
                    }

                    return Convert.ToHexString(text) + Convert.ToHexString(icv);
                });
                Assert.Single(results.Distinct());
            }

            ciphers.ForEach(cipher => cipher.Dispose());
        }
    }

    private static byte[] Octets(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
