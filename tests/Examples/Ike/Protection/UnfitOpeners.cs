using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Protection;

/// <summary>Ciphers that IKE never has, and buffers that a peer's message does not fit.</summary>
public sealed class UnfitOpeners
{
    private const string Unfit = "LengthOutOfRange in Encrypted IKE Payloads";

    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    [Theory]
    [InlineData("GCM", false)]
    [InlineData("GCM", true)]
    [InlineData("CBC", false)]
    [InlineData("CBC", true)]
    public void A_message_longer_than_the_buffer_is_refused_where_its_text_begins(
        string suite, bool fragmented)
    {
        using var sa = new Sealing(suite);
        var inner = Sealing.Inner(Sealing.Vendor(300));
        Assert.True(sa.Sealer.TrySealFragments(
            Sealing.Header, inner, fragmented ? 200 : 1000, out var datagrams, out _));
        var message = datagrams[0].ToArray();
        var at = 28 + (fragmented ? 8 : 4) + sa.Suite.Encryption.SentIvLength;

        for (var length = 0; length < 100; length++)
        {
            var buffer = new byte[length];
            OpenError error;
            Assert.False(fragmented
                ? sa.Opener.TryOpenFragment(message, buffer, out _, out error)
                : sa.Opener.TryOpen(message, buffer, out _, out error));
            Assert.Equal($"WrongLength: {Unfit} at octet {at}", $"{error}");
        }
    }

    [Fact]
    public void In_place_the_buffer_holds_the_message_up_to_the_end_of_its_text()
    {
        using var sa = new Sealing("GCM");
        var message = sa.Seal(Sealing.Inner(Sealing.Vendor(50)));

        Assert.False(sa.Opener.TryOpen(message, message.AsSpan(..^17), out _, out var error));
        Assert.Equal($"WrongLength: {Unfit} at octet 40", $"{error}");
        Assert.True(
            sa.Opener.TryOpen(message, message.AsSpan(..^16), out _, out error), $"{error}");
    }

    [Theory]
    [InlineData(30, 128, 0)] // ENCR_AES_GCM_16_IIV
    [InlineData(21, 128, 0)] // ENCR_NULL_AUTH_AES_GMAC
    [InlineData(11, null, 12)] // ENCR_NULL with AUTH_HMAC_SHA2_256_128
    [InlineData(12, 128, 0)] // ENCR_AES_CBC alone
    public void Nothing_is_sealed_by_a_cipher_that_does_not_protect_IKE(
        ushort algorithm, int? bits, ushort integrity)
    {
        var encryption = EncryptionSpecs.Find(new(algorithm), bits)!;
        using var cipher = Cipher(encryption, new(integrity));
        var ivs = new IvSource(encryption, NoncePartition.Alone, octets => octets.Clear());
        Assert.Throws<ArgumentException>(() => new MessageSealer(cipher, ivs));
    }

    [Fact]
    public void Nothing_is_opened_by_a_cipher_that_checks_nothing()
    {
        var encryption = EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!;
        using var cipher = Cipher(encryption, IntegrityAlgorithm.None);
        Assert.Throws<ArgumentException>(() => new MessageOpener(cipher));
    }

    private static PacketCipher Cipher(EncryptionSpec encryption, IntegrityAlgorithm algorithm)
    {
        var integrity = IntegritySpec.Find(algorithm)!;
        return Provider.CreateCipher(
            encryption, integrity, new byte[encryption.KeyMaterialLength],
            new byte[integrity.KeyLength]);
    }
}
