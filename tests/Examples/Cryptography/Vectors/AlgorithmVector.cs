using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Vectors;

/// <summary>Runs one vector in every provider that has its algorithm.</summary>
internal static class AlgorithmVector
{
    /// <summary>A combined mode, or a cipher alone: seals and opens as told.</summary>
    /// <param name="spec">The algorithm.</param>
    /// <param name="key">Key and salt.</param>
    /// <param name="iv">The IV of the packet.</param>
    /// <param name="header">The associated data.</param>
    /// <param name="clear">The clear text.</param>
    /// <param name="encrypted">The encrypted text.</param>
    /// <param name="tag">The ICV.</param>
    /// <returns>The providers that did.</returns>
    public static List<CryptoProvider> Valid(
        EncryptionSpec spec, byte[] key, byte[] iv, byte[] header, byte[] clear, byte[] encrypted,
        byte[] tag)
    {
        var providers = Engines.With(spec, IntegritySpec.None).ToList();
        foreach (var provider in providers)
        {
            using var cipher = provider.CreateCipher(spec, IntegritySpec.None, key, []);
            var text = clear.ToArray();
            var icv = new byte[cipher.IcvLength];
            cipher.Seal(header, iv, text, [], icv);
            Assert.Equal(Convert.ToHexString(encrypted), Convert.ToHexString(text));
            Assert.Equal(Convert.ToHexString(tag), Convert.ToHexString(icv));

            Assert.True(cipher.TryOpen(header, iv, text, [], icv, text));
            Assert.Equal(clear, text);
            var apart = new byte[clear.Length];
            Assert.True(cipher.TryOpen(header, iv, encrypted, [], tag, apart));
            Assert.Equal(clear, apart);
        }

        return providers;
    }

    /// <summary>A packet that is not authentic: refused, and nothing of it is left.</summary>
    /// <returns>The providers that did.</returns>
    public static List<CryptoProvider> Invalid(
        EncryptionSpec spec, byte[] key, byte[] iv, byte[] header, byte[] encrypted, byte[] tag)
    {
        var providers = Engines.With(spec, IntegritySpec.None).ToList();
        foreach (var provider in providers)
        {
            using var cipher = provider.CreateCipher(spec, IntegritySpec.None, key, []);
            var text = encrypted.ToArray();
            text.AsSpan().Fill(0xa5);
            Assert.False(cipher.TryOpen(header, iv, encrypted, [], tag, text));
            Assert.Equal(new byte[encrypted.Length], text);
        }

        return providers;
    }

    /// <summary>A keyed function: the result begins with the tag, or does not.</summary>
    /// <returns>The providers that did.</returns>
    public static List<CryptoProvider> Keyed(
        MacAlgorithm algorithm, byte[] key, byte[] message, byte[] tag, bool valid)
    {
        var providers = Engines.With(algorithm).ToList();
        foreach (var provider in providers)
        {
            using var mac = provider.CreateMac(algorithm, key);
            var result = new byte[tag.Length];
            for (var half = 0; half < 2; half++)
            {
                // Twice, so that the second begins anew; the second in two pieces.
                var cut = half * message.Length / 2;
                mac.Append(message.AsSpan(..cut));
                mac.Append(message.AsSpan(cut..));
                mac.Finish(result);
                Assert.Equal(valid, result.AsSpan().SequenceEqual(tag));
            }
        }

        return providers;
    }
}
