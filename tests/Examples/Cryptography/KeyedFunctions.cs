using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography;

/// <summary>Numbers of the RFCs that define the keyed functions, in every provider.</summary>
public sealed class KeyedFunctions
{
    private const string Counting = "000102030405060708090a0b0c0d0e0f";
    private const string Cmac = "2b7e151628aed2a6abf7158809cf4f3c";
    private const string Hmac = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
    private const string HiThere = "4869205468657265";

    /// <summary>RFC 2202, RFC 3566 §4.6, RFC 4231 §4.2, RFC 4493 §4.</summary>
    public static TheoryData<MacAlgorithm, string, string, string> Table => new()
    {
        { MacAlgorithm.AesXcbc, Counting, "", "75f0251d528ac01c4573dfd584d79f29" },
        { MacAlgorithm.AesXcbc, Counting, "000102", "5b376580ae2f19afe7219ceef172756f" },
        { MacAlgorithm.AesXcbc, Counting, Counting, "d2a246fa349b68a79998a4394ff7a263" },
        {
            MacAlgorithm.AesXcbc, Counting, Counting + "10111213",
            "47f51b4564966215b8985c63055ed308"
        },
        {
            MacAlgorithm.AesXcbc, Counting, Counting + "101112131415161718191a1b1c1d1e1f",
            "f54f0ec8d2b9f3d36807734bd5283fd4"
        },
        { MacAlgorithm.AesCmac, Cmac, "", "bb1d6929e95937287fa37d129b756746" },
        {
            MacAlgorithm.AesCmac, Cmac, "6bc1bee22e409f96e93d7e117393172a",
            "070a16b46b4d4144f79bdd9dd04a287c"
        },
        {
            MacAlgorithm.HmacMd5, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", HiThere,
            "9294727a3638bb1c13f48ef8158bfc9d"
        },
        { MacAlgorithm.HmacSha1, Hmac, HiThere, "b617318655057264e28bc0b6fb378c8ef146be00" },
        {
            MacAlgorithm.HmacSha256, Hmac, HiThere,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        },
        {
            MacAlgorithm.HmacSha384, Hmac, HiThere,
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
            + "faea9ea9076ede7f4af152e8b2fa9cb6"
        },
        {
            MacAlgorithm.HmacSha512, Hmac, HiThere,
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
            + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
        },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [Requirement("RFC3566-4-a")]
    [Requirement("RFC3566-4.2-a")]
    [Requirement("RFC3566-4.3-a")]
    public void Every_provider_gives_the_result_of_the_RFC(
        MacAlgorithm algorithm, string key, string message, string result)
    {
        Assert.NotEmpty(Engines.With(algorithm));
        foreach (var provider in Engines.With(algorithm))
        {
            using var mac = provider.CreateMac(algorithm, Convert.FromHexString(key));
            Assert.Equal(result, OneByOne(mac, Convert.FromHexString(message)));
            Assert.Equal(result, Whole(mac, Convert.FromHexString(message)));
            Assert.Equal(result[..24], Whole(mac, Convert.FromHexString(message), 12));
            foreach (var length in (int[])[1, 12, mac.Length])
            {
                var icv = Convert.FromHexString(result)[..length];
                mac.Append(Convert.FromHexString(message));
                Assert.True(mac.FinishEquals(icv));
                foreach (var at in (int[])[0, length - 1])
                {
                    icv[at] ^= 0x80;
                    mac.Append(Convert.FromHexString(message));
                    Assert.False(mac.FinishEquals(icv));
                    icv[at] ^= 0x80;
                }
            }
        }
    }

    [Theory]
    [Requirement("RFC4868-2.1.1-a")]
    [Requirement("RFC4868-2.3-a")]
    [InlineData(12, MacAlgorithm.HmacSha256, 32)]
    [InlineData(13, MacAlgorithm.HmacSha384, 48)]
    [InlineData(14, MacAlgorithm.HmacSha512, 64)]
    public void As_integrity_SHA_2_takes_one_length_of_key_and_sends_half_of_its_result(
        ushort algorithm, MacAlgorithm mac, int length)
    {
        var spec = IntegritySpec.Find(new(algorithm))!;
        Assert.Equal((mac, length, length / 2), (spec.Mac, spec.KeyLength, spec.IcvLength));
        foreach (var provider in Engines.With(EncryptionSpecs.Null, spec))
        {
            foreach (var other in (int[])[0, length - 1, length + 1])
            {
                Assert.Throws<ArgumentException>(() => provider.CreateCipher(
                    EncryptionSpecs.Null, spec, [], new byte[other]));
            }

            var icv = new byte[spec.IcvLength];
            using var cipher = provider.CreateCipher(
                EncryptionSpecs.Null, spec, [], new byte[length]);
            cipher.Seal([1, 2], [], new byte[3], [], icv);
            using var whole = provider.CreateMac(mac, new byte[length]);
            Assert.Equal(Whole(whole, [1, 2, 0, 0, 0], length / 2), Convert.ToHexStringLower(icv));
        }
    }

    [Fact]
    [Requirement("RFC4868-2.1.2-a")]
    public void As_a_PRF_HMAC_takes_keys_of_any_length()
    {
        foreach (var algorithm in (MacAlgorithm[])
            [MacAlgorithm.HmacSha256, MacAlgorithm.HmacSha384, MacAlgorithm.HmacSha512])
        {
            foreach (var length in (int[])[0, 1, 31, 32, 63, 64, 65, 127, 128, 129, 1000])
            {
                var key = new byte[length];
                new Random(length).NextBytes(key);
                Assert.Single(Engines.With(algorithm).Select(provider =>
                {
                    using var mac = provider.CreateMac(algorithm, key);
                    return Whole(mac, [1, 2, 3]);
                }).Distinct());
            }
        }
    }

    [Fact]
    public void A_key_that_AES_cannot_have_is_a_bug()
    {
        foreach (var provider in Engines.With(MacAlgorithm.AesCmac))
        {
            Assert.Throws<ArgumentException>(
                () => provider.CreateMac(MacAlgorithm.AesCmac, new byte[17]));
        }
    }

    private static string Whole(Mac mac, byte[] message, int? length = null)
    {
        var result = new byte[length ?? mac.Length];
        mac.Append(message);
        mac.Finish(result);
        return Convert.ToHexStringLower(result);
    }

    private static string OneByOne(Mac mac, byte[] message)
    {
        foreach (var octet in message)
        {
            mac.Append([octet]);
        }

        return Whole(mac, []);
    }
}
