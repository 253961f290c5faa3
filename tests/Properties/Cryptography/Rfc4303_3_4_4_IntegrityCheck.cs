using FsCheck;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Properties.Cryptography;

/// <summary>RFC 4303 §3.4.4: what was changed is refused, and nothing of it is left.</summary>
[Properties(Arbitrary = [typeof(ProtectedPackets)], MaxTest = 400)]
public sealed class Rfc4303_3_4_4_IntegrityCheck
{
    private static readonly IReadOnlyList<CryptoProvider> Providers =
        CryptoProviders.Fastest(out _).Layers;

    /// <summary>One suite of each mode, and one of each MAC.</summary>
    public static TheoryData<int> Suites
    {
        get
        {
            var suites = CryptoProviders.Suites().ToList();
            return new(suites
                .Where(suite => suite.Encryption.IsCombined || suite.Integrity.IcvLength > 0)
                .GroupBy(suite => (suite.Encryption.Mode, suite.Integrity.Mac))
                .Where(group => group.Key.Mode != CipherMode.Cbc
                    || group.Key.Mac is MacAlgorithm.HmacSha256 or MacAlgorithm.AesXcbc)
                .Select(group => suites.IndexOf(group.Last())));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_changed_bit_is_refused(int suite)
    {
        var packet = ProtectedPacket.OfSuite(suite, 2);
        foreach (var cipher in packet.Ciphers(Providers))
        {
            var memory = Rfc4303_3_3_2_PacketEncryption.Sealed(cipher, packet.Lay());
            for (var bit = 0; bit < memory.Bits; bit++)
            {
                Refused(packet, cipher, memory, bit);
            }

            Assert.True(Rfc4303_3_3_2_PacketEncryption.Open(cipher, memory, memory.Text));
            cipher.Dispose();
        }
    }

    [Property]
    public void Any_changed_bit_is_refused(ProtectedPacket packet, NonNegativeInt bit)
    {
        if (!packet.HasIcv)
        {
            return;
        }

        foreach (var cipher in packet.Ciphers(Providers))
        {
            var memory = Rfc4303_3_3_2_PacketEncryption.Sealed(cipher, packet.Lay());
            Refused(packet, cipher, memory, bit.Get % memory.Bits);
            cipher.Dispose();
        }
    }

    [Fact]
    public void A_cipher_that_opens_whatever_comes_is_caught()
    {
        var packet = ProtectedPacket.OfSuite(0, 2);
        using var cipher = packet.Ciphers(Providers)[0];
        var sound = packet.Lay();
        Rfc4303_3_3_2_PacketEncryption.Sealed(cipher, sound);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(
            () => Refused(packet, new Deaf(cipher), sound, bit: 0));
    }

    /// <summary>Opens whatever comes, as if its ICV had been good.</summary>
    private sealed class Deaf(PacketCipher inner)
        : PacketCipher(inner.Encryption, inner.Integrity)
    {
        protected override void SealCore(
            ReadOnlySpan<byte> header, ReadOnlySpan<byte> iv, Span<byte> text,
            ReadOnlySpan<byte> appendix, Span<byte> icv) =>
            inner.Seal(header, iv, text, appendix, icv);

        protected override bool OpenCore(
            ReadOnlySpan<byte> header, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext,
            ReadOnlySpan<byte> appendix, ReadOnlySpan<byte> icv, Span<byte> text) => true;

        protected override void Dispose(bool disposing)
        {
        }
    }

    private static void Refused(
        ProtectedPacket packet, PacketCipher cipher, PacketMemory memory, int bit)
    {
        var changed = memory.Copy();
        changed.Flip(bit);
        var apart = new byte[changed.Text.Length];
        Array.Fill(apart, (byte)0xa5);
        Assert.False(
            Rfc4303_3_3_2_PacketEncryption.Open(cipher, changed, apart), $"{packet}, bit {bit}");
        Assert.Equal(-1, apart.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.False(
            Rfc4303_3_3_2_PacketEncryption.Open(cipher, changed, changed.Text),
            $"{packet}, bit {bit}, in place");
        Assert.Equal(-1, changed.Text.IndexOfAnyExcept((byte)0));
    }
}
