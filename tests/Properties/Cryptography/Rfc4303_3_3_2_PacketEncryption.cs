using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Cryptography;

/// <summary>RFC 4303 §3.3.2: encryption and ICV, over every suite, provider and length.</summary>
[Properties(Arbitrary = [typeof(ProtectedPackets)], MaxTest = 400)]
public sealed class Rfc4303_3_3_2_PacketEncryption
{
    private static readonly IReadOnlyList<CryptoProvider> Providers =
        CryptoProviders.Fastest(out _).Layers;

    [Fact]
    public void Every_suite_of_every_provider_gives_the_same_octets()
    {
        for (var suite = 0; suite < ProtectedPacket.SuiteCount; suite++)
        {
            foreach (var blocks in (int[])[0, 1, 2, 63])
            {
                All_providers_give_equal_octets(ProtectedPacket.OfSuite(suite, blocks));
            }
        }
    }

    [Property]
    public void All_providers_give_equal_octets(ProtectedPacket packet)
    {
        var ciphers = packet.Ciphers(Providers);
        PacketMemory? first = null;
        foreach (var cipher in ciphers)
        {
            var memory = Sealed(cipher, packet.Lay());
            first ??= memory;
            Assert.True(first.SameOctets(memory), $"{packet} in {cipher.GetType().Name}");
            cipher.Dispose();
        }
    }

    [Property]
    public void What_is_sealed_is_opened_in_place_and_apart(ProtectedPacket packet)
    {
        foreach (var cipher in packet.Ciphers(Providers))
        {
            // Twice, so that nothing of the first packet is left for the second.
            for (var i = 0; i < 2; i++)
            {
                var memory = Sealed(cipher, packet.Lay());
                var apart = new byte[memory.Text.Length + packet.Alignment];
                var text = apart.AsSpan(packet.Alignment);
                Assert.True(Open(cipher, memory, text));
                Assert.Equal(memory.Clear, text.ToArray());
                Assert.True(Open(cipher, memory, memory.Text));
                Assert.Equal(memory.Clear, memory.Text.ToArray());
            }

            cipher.Dispose();
        }
    }

    /// <summary>RFC 4543 §3.3: GMAC is GCM whose associated data is all, and whose text nothing.</summary>
    [Property]
    public void Gmac_covers_header_IV_and_text(ProtectedPacket packet)
    {
        var key = new byte[20];
        new Random(packet.Seed).NextBytes(key);
        var gmac = EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, 128)!;
        var gcm = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
        var gmacPacket = packet with
        {
            Suite = CryptoProviders.Suites().ToList().IndexOf((gmac, IntegritySpec.None)),
        };
        foreach (var provider in Providers.Where(one => one.Supports(gmac, IntegritySpec.None)))
        {
            using var one = provider.CreateCipher(gmac, IntegritySpec.None, key, []);
            using var other = provider.CreateCipher(gcm, IntegritySpec.None, key, []);
            var memory = Sealed(one, gmacPacket.Lay());
            Assert.Equal(memory.Clear, memory.Text.ToArray());
            var icv = new byte[16];
            byte[] all = [.. memory.Header, .. memory.Iv, .. memory.Text];
            other.Seal(all, memory.Iv, [], [], icv);
            Assert.Equal(icv, memory.Icv.ToArray());
        }
    }

    internal static PacketMemory Sealed(PacketCipher cipher, PacketMemory memory)
    {
        cipher.Seal(memory.Header, memory.Iv, memory.Text, memory.Appendix, memory.Icv);
        return memory;
    }

    internal static bool Open(PacketCipher cipher, PacketMemory memory, Span<byte> text) =>
        cipher.TryOpen(
            memory.Header, memory.Iv, memory.Text, memory.Appendix, memory.Icv, text);
}
