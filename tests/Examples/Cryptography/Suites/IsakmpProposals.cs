using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Cryptography.Suites;

/// <summary>From IKEv1 transforms to suites.</summary>
public sealed class IsakmpProposals
{
    [Theory]
    [Requirement("RFC2409-4-a")]
    [InlineData(
        "1=7, 14=128, 2=2, 3=1, 4=2",
        "ENCR_AES_CBC (128), SHA, PRF_HMAC_SHA1, pre-shared key, 1024-bit MODP Group")]
    [InlineData(
        "1=5, 2=1, 3=3, 4=5, 11=1, 12=28800",
        "ENCR_3DES (192), MD5, PRF_HMAC_MD5, RSA signatures, 1536-bit MODP Group")]
    [InlineData(
        "1=8, 14=256, 2=4, 3=65001, 4=14, 11=1, 12:00015180",
        "ENCR_CAMELLIA_CBC (256), SHA2-256, PRF_HMAC_SHA2_256, XAUTHInitPreShared, "
            + "2048-bit MODP Group")]
    public void A_transform_of_phase_1_is_a_suite(string text, string expected)
    {
        Assert.True(IsakmpSuites.TryResolve(
            Proposals.Isakmp(1, text), AlgorithmPolicy.Legacy, out var suite, out _));

        Assert.Equal(
            expected,
            $"{suite.Encryption}, {suite.Hash}, {suite.Prf}, {suite.Authentication}, "
                + $"{suite.KeyExchange}");
    }

    [Theory]
    [InlineData("14=128, 2=2, 3=1, 4=2", "Malformed: no Encryption Algorithm")]
    [InlineData("1=7, 14=128, 3=1, 4=2", "Malformed: no Hash Algorithm")]
    [InlineData("1=7, 14=128, 2=2, 4=2", "Malformed: no Authentication Method")]
    [InlineData("1=7, 14=128, 2=2, 3=1", "Malformed: no Group Description")]
    [InlineData("1=7, 2=2, 3=1, 4=2", "WrongLength: ENCR_AES_CBC without key length")]
    [InlineData("1=5, 14=192, 2=2, 3=1, 4=2", "WrongLength: ENCR_3DES with key length 192")]
    [InlineData("1=1, 2=2, 3=1, 4=2", "NotAllowed: ENCR_DES (64)")]
    [InlineData("1=3, 2=2, 3=1, 4=2", "Unsupported: Blowfish-CBC")]
    [InlineData("1=7, 14=128, 2=3, 3=1, 4=2", "Unsupported: Tiger")]
    [InlineData("1=7, 14=128, 2=2, 3=1, 4=3", "Unsupported: 3")]
    [InlineData("1=7, 14=128, 2=2, 3=1, 4=2, 13=1", "Unsupported: PRF")]
    [InlineData("1=7, 14=128, 2=2, 3=1, 5=1", "Unsupported: Group Type")]
    [InlineData("1=7, 1=7, 14=128, 2=2, 3=1, 4=2", "Malformed: Encryption Algorithm twice")]
    [InlineData(
        "1:0007, 14=128, 2=2, 3=1, 4=2", "Malformed: Encryption Algorithm in the long form")]
    public void What_does_not_fit_phase_1_is_refused(string text, string error)
    {
        Assert.False(IsakmpSuites.TryResolve(
            Proposals.Isakmp(1, text), AlgorithmPolicy.Legacy, out _, out var refused));
        Assert.Equal(error, refused.ToString());
    }

    [Fact]
    public void MD5_and_SHA_1_are_off_unless_they_are_asked_for()
    {
        Assert.False(IsakmpSuites.TryResolve(
            Proposals.Isakmp(1, "1=7, 14=128, 2=2, 3=1, 4=14"), AlgorithmPolicy.Current, out _,
            out var error));
        Assert.Equal("NotAllowed: PRF_HMAC_SHA1", error.ToString());
    }

    [Theory]
    [Requirement("RFC2409-5.5-d")]
    [InlineData(
        3, 12, "6=128, 5=2, 4=1", "ESP, ENCR_AES_CBC (128), AUTH_HMAC_SHA1_96, 32 bits, NONE")]
    [InlineData(
        3, 3, "5=1, 3=2, 1=1, 2=3600",
        "ESP, ENCR_3DES (192), AUTH_HMAC_MD5_96, 32 bits, 1024-bit MODP Group")]
    [InlineData(3, 20, "6=256, 11=1, 4=2", "ESP, ENCR_AES_GCM_16 (256), NONE, 64 bits, NONE")]
    [InlineData(
        3, 22, "6=192, 5=7", "ESP, ENCR_CAMELLIA_CBC (192), AUTH_HMAC_SHA2_512_256, 32 bits, NONE")]
    [InlineData(3, 23, "6=128", "ESP, ENCR_NULL_AUTH_AES_GMAC (128), NONE, 32 bits, NONE")]
    [InlineData(3, 11, "5=9", "ESP, ENCR_NULL, AUTH_AES_XCBC_96, 32 bits, NONE")]
    [InlineData(2, 5, "5=5, 4=1", "AH, ENCR_NULL, AUTH_HMAC_SHA2_256_128, 32 bits, NONE")]
    [InlineData(2, 13, "5=13", "AH, ENCR_NULL_AUTH_AES_GMAC (256), NONE, 32 bits, NONE")]
    public void A_transform_of_phase_2_is_a_suite(
        byte protocol, byte id, string text, string expected)
    {
        Assert.True(
            IsakmpChildSuites.TryResolve(
                new IsakmpProtocolId(protocol), Proposals.Isakmp(id, text),
                AlgorithmPolicy.Legacy, out var suite, out var error),
            error.ToString());

        Assert.Equal(
            expected,
            $"{suite.Protocol}, {suite.Encryption}, {suite.Integrity}, "
                + $"{(suite.Esn ? 64 : 32)} bits, {suite.KeyExchange}");
    }

    [Theory]
    [InlineData(3, 7, "5=2", "Unsupported: ESP_BLOWFISH")]
    [InlineData(3, 12, "6=128", "NotAllowed: ENCR_AES_CBC (128) without integrity")]
    [InlineData(3, 12, "5=2", "WrongLength: ENCR_AES_CBC without key length")]
    [InlineData(3, 12, "6=128, 5=8", "Unsupported: HMAC-RIPEMD")]
    [InlineData(3, 12, "6=128, 5=2, 7=8", "Unsupported: Key Rounds")]
    [InlineData(3, 20, "6=128, 5=2", "Malformed: AUTH_HMAC_SHA1_96 with ENCR_AES_GCM_16 (128)")]
    [InlineData(2, 3, "5=1", "Malformed: AH_SHA with HMAC-MD5")]
    [InlineData(2, 3, "4=1", "Malformed: AH_SHA without authentication algorithm")]
    [InlineData(2, 8, "5=8", "Unsupported: AH_RIPEMD with HMAC-RIPEMD")]
    [InlineData(4, 2, "4=1", "Unsupported: PROTO_IPCOMP for an SA with keys")]
    public void What_does_not_fit_phase_2_is_refused(
        byte protocol, byte id, string text, string error)
    {
        // Encryption alone would be allowed as legacy.
        var policy = text == "6=128" ? AlgorithmPolicy.Current : AlgorithmPolicy.Legacy;
        Assert.False(IsakmpChildSuites.TryResolve(
            new IsakmpProtocolId(protocol), Proposals.Isakmp(id, text), policy, out _,
            out var refused));
        Assert.Equal(error, refused.ToString());
    }
}
