using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Tests.Examples.Hsrp;

/// <summary>Digests of MD5 authentication: those that devices were recorded with, and all lengths of
/// keys against a second computation.</summary>
public sealed class HsrpDigests
{
    // Messages with zeroes for a digest, as the test vectors of John the Ripper have them.
    private const string First =
        "000004030a64010000000000000000000a000064041c010000000a00001400000000";

    private const string Second =
        "000004030a5a01000000000000000000ac102801041c01000000ac10281400000000";

    private const string Third =
        "000010030a64010000000000000000000a000064041c010000000a00001400000000";

    private const string Fourth =
        "0128020006040001aabbcc000a000000006400000bb8000027100a000064000000000000000000000000"
        + "041c010000000a00000a00000000";

    private const string Fifth =
        "0128020006040001aabbcc001400000000c800000bb8000027100a000064000000000000000000000000"
        + "041c010000000a00001400000000";

    [Theory]
    [InlineData(First, "password12345", "52e1db09d18d695b8fefb3730ff8d9d6")]
    [InlineData(Second, "openwall", "f15dfa631a0679e0801f8e6b0c0c17ac")]
    [InlineData(Third, "openwall12345", "f02fc41b1b516e2d1261d8800d39ccea")]
    [InlineData(Fourth, "password", "642fedafe1f374bd2fdd8f1ba81d87a2")]
    [InlineData(Fifth, "password12345", "0481257f0fe583b275f03a48e88de72f")]
    public void What_devices_said_is_authentic_under_their_keys(
        string message, string word, string digest)
    {
        var octets = Convert.FromHexString(message + digest);
        using var key = new Secret(Encoding.ASCII.GetBytes(word));
        Assert.True(HsrpDigest.IsAuthentic(octets, key));
        Assert.Equal(0u, HsrpDigest.KeyIdOf(octets));

        var signed = Convert.FromHexString(message + new string('f', 32));
        Assert.True(HsrpDigest.TrySign(signed, key));
        Assert.Equal(message + digest, Convert.ToHexStringLower(signed));

        for (var at = 0; at < octets.Length; at++)
        {
            octets[at] ^= 0x40;
            Assert.False(HsrpDigest.IsAuthentic(octets, key));
            octets[at] ^= 0x40;
        }

        using var other = new Secret(Encoding.ASCII.GetBytes(word + "x"));
        Assert.False(HsrpDigest.IsAuthentic(octets, other));
    }

    [Fact]
    public void Keys_of_every_length_are_filled_as_md5_fills_its_last_block()
    {
        var message = Convert.FromHexString(Fourth + new string('0', 32));
        for (var length = 0; length <= 3 * HsrpDigest.KeyLengthMax; length++)
        {
            var octets = Enumerable.Range(1, length).Select(one => (byte)one).ToArray();
            List<byte> text = [.. octets, 0x80];
            while (text.Count % 64 != 56)
            {
                text.Add(0);
            }

            var bits = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bits, 8L * length);
            text.AddRange([.. bits, .. message, .. octets]);

            using var key = new Secret(octets);
            var signed = message.ToArray();
            Assert.True(HsrpDigest.TrySign(signed, key));
            Assert.Equal(
                Convert.ToHexStringLower(MD5.HashData([.. text])),
                Convert.ToHexStringLower(signed.AsSpan()[^16..]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000004030a64010000000000000000000a000064")]
    [InlineData("00030001000e0200000000016f000000")]
    [InlineData("020400000001")]
    [InlineData("041c020000000a0000140000000000000000000000000000000000000000")]
    public void A_message_without_a_digest_is_not_authentic(string message)
    {
        var octets = Convert.FromHexString(message);
        using var key = new Secret("key"u8);
        Assert.Null(HsrpDigest.KeyIdOf(octets));
        Assert.False(HsrpDigest.TrySign(octets, key));
        Assert.False(HsrpDigest.IsAuthentic(octets, key));
        Assert.Equal(message, Convert.ToHexStringLower(octets));
    }

    [Fact]
    public void Of_several_keys_the_one_that_is_named_counts()
    {
        var octets = Convert.FromHexString(
            Fifth[..^8] + "00000009" + new string('0', 32));
        using var keys = new HsrpKeyChain();
        Assert.False(keys.TrySign(octets));
        keys.Set(8, "old"u8);
        keys.Set(9, "to be replaced"u8);
        keys.Set(9, "new"u8);
        Assert.True(keys.Has(8) && !keys.Has(7));
        Assert.True(keys.TrySign(octets));
        Assert.True(keys.IsAuthentic(octets));
        using var named = new Secret("new"u8);
        Assert.True(HsrpDigest.IsAuthentic(octets, named));

        using var others = new HsrpKeyChain();
        others.Set(8, "new"u8);
        Assert.False(others.IsAuthentic(octets));
        Assert.Equal("HsrpKeyChain (2 keys)", $"{keys}");
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.Set(1, []));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => keys.Set(1, new byte[HsrpDigest.KeyLengthMax + 1]));
    }
}
