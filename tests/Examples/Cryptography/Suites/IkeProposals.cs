using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Suites;

/// <summary>From proposals for IKE SAs to suites.</summary>
public sealed class IkeProposals
{
    [Theory]
    [Requirement("RFC7296-3.3.3-a")]
    [InlineData(
        "ENCR 12/128, INTEG 12, PRF 5, KE 19",
        "ENCR_AES_CBC (128), AUTH_HMAC_SHA2_256_128, PRF_HMAC_SHA2_256, 256-bit random ECP group")]
    [InlineData(
        "ENCR 20/256, PRF 7, KE 14",
        "ENCR_AES_GCM_16 (256), NONE, PRF_HMAC_SHA2_512, 2048-bit MODP Group")]
    [InlineData(
        "ENCR 20/256, INTEG 0, PRF 8, KE 31",
        "ENCR_AES_GCM_16 (256), NONE, PRF_AES128_CMAC, Curve25519")]
    [InlineData(
        "ENCR 28, PRF 5, KE 32", "ENCR_CHACHA20_POLY1305 (256), NONE, PRF_HMAC_SHA2_256, Curve448")]
    [InlineData(
        "ENCR 13/192, INTEG 5, PRF 4, KE 30",
        "ENCR_AES_CTR (192), AUTH_AES_XCBC_96, PRF_AES128_XCBC, brainpoolP512r1")]
    public void A_proposal_with_one_transform_of_each_type_is_a_suite(string text, string expected)
    {
        var suite = Suite(text);

        Assert.Equal(
            expected,
            $"{suite.Encryption}, {suite.Integrity}, {suite.Prf}, {suite.KeyExchange}");
        Assert.Empty(suite.Additional);
    }

    [Fact]
    [Requirement("RFC9370-2.2.1-a")]
    public void Additional_key_exchanges_stand_in_the_order_of_their_types()
    {
        var suite = Suite("ADDKE3 16, ENCR 20/256, ADDKE1 36, PRF 7, ADDKE2 0, KE 31");

        Assert.Equal(KeyExchangeMethod.Curve25519, suite.KeyExchange);
        Assert.Equal([KeyExchangeMethod.MlKem768, KeyExchangeMethod.Modp4096], suite.Additional);
    }

    [Theory]
    [Requirement("RFC9370-2.2.1-b")]
    [InlineData("ENCR 20/256, PRF 7, KE 31, ADDKE1 31", "Malformed: Curve25519 twice")]
    [InlineData("ENCR 20/256, PRF 7, KE 31, ADDKE1 36, ADDKE2 36", "Malformed: ml-kem-768 twice")]
    [InlineData(
        "ENCR 20/256, PRF 7, KE 0, ADDKE1 36", "Malformed: ml-kem-768 without a first exchange")]
    public void A_key_exchange_comes_once_and_the_first_is_there(string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [Requirement("RFC7296-3.3.3-a")]
    [InlineData("INTEG 12, PRF 5, KE 19", "Malformed: no Encryption Algorithm (ENCR)")]
    [InlineData("ENCR 12/128, PRF 5, KE 19", "Malformed: no Integrity Algorithm (INTEG)")]
    [InlineData("ENCR 12/128, INTEG 0, PRF 5, KE 19", "Malformed: no Integrity Algorithm (INTEG)")]
    [InlineData("ENCR 12/128, INTEG 12, KE 19", "Malformed: no Pseudorandom Function (PRF)")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 5", "Malformed: no Key Exchange Method (KE)")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 5, KE 0", "Malformed: no Key Exchange Method (KE)")]
    public void What_is_missing_is_told(string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [Requirement("RFC7296-2.7-a")]
    [InlineData(
        "ENCR 12/128, ENCR 12/256, INTEG 12, PRF 5, KE 19",
        "Malformed: Encryption Algorithm (ENCR) twice")]
    [InlineData(
        "ENCR 12/128, INTEG 12, PRF 5, PRF 5, KE 19",
        "Malformed: Pseudorandom Function (PRF) twice")]
    public void An_answer_with_two_transforms_of_a_type_is_refused(string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [Requirement("RFC7296-3.3.6-b")]
    [InlineData("ENCR 5/128, INTEG 12, PRF 5, KE 19", "Unsupported: ENCR_IDEA")]
    [InlineData("ENCR 999, INTEG 12, PRF 5, KE 19", "Unsupported: 999")]
    [InlineData("ENCR 12/128, INTEG 3, PRF 5, KE 19", "Unsupported: AUTH_DES_MAC")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 3, KE 19", "Unsupported: PRF_HMAC_TIGER")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 5, KE 33", "Unsupported: GOST3410_2012_256")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 5, KE 19, ADDKE1 4000", "Unsupported: 4000")]
    [InlineData(
        "ENCR 12/128, INTEG 12, PRF 5, KE 19, ESN 0",
        "Unsupported: Sequence Numbers (SN) in a proposal for IKE")]
    [InlineData(
        "ENCR 12/128, INTEG 12, PRF 5, KE 19, KWA 1",
        "Unsupported: Key Wrap Algorithm (KWA) in a proposal for IKE")]
    [InlineData(
        "ENCR 12/128, INTEG 12, PRF 5/128, KE 19",
        "Unsupported: Key Length (in bits) of Pseudorandom Function (PRF)")]
    public void What_is_not_supported_is_named(string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [Requirement("RFC7296-3.3.5-c")]
    [InlineData("ENCR 12, INTEG 12, PRF 5, KE 19", "WrongLength: ENCR_AES_CBC without key length")]
    [InlineData(
        "ENCR 12/512, INTEG 12, PRF 5, KE 19", "WrongLength: ENCR_AES_CBC with key length 512")]
    [InlineData(
        "ENCR 28/256, PRF 5, KE 19", "WrongLength: ENCR_CHACHA20_POLY1305 with key length 256")]
    [InlineData("ENCR 12/128/128, INTEG 12, PRF 5, KE 19", "Malformed: Key Length (in bits) of 12")]
    public void A_key_length_is_there_where_it_says_something(string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [Requirement("RFC5282-8-a")]
    [InlineData(
        "ENCR 20/128, INTEG 12, PRF 5, KE 19",
        "Malformed: AUTH_HMAC_SHA2_256_128 with ENCR_AES_GCM_16 (128)")]
    [InlineData("ENCR 11, INTEG 12, PRF 5, KE 19", "NotAllowed: ENCR_NULL for an IKE SA")]
    [InlineData(
        "ENCR 21/128, PRF 5, KE 19", "NotAllowed: ENCR_NULL_AUTH_AES_GMAC (128) for an IKE SA")]
    [InlineData("ENCR 30/128, PRF 5, KE 19", "NotAllowed: ENCR_AES_GCM_16_IIV (128) for an IKE SA")]
    public void Algorithms_that_do_not_fit_each_other_or_IKE_are_refused(
        string text, string error) =>
        Assert.Equal(error, Refusal(text));

    [Theory]
    [InlineData("ENCR 3, INTEG 12, PRF 5, KE 19", "NotAllowed: ENCR_3DES (192)")]
    [InlineData("ENCR 12/128, INTEG 2, PRF 5, KE 19", "NotAllowed: AUTH_HMAC_SHA1_96")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 1, KE 19", "NotAllowed: PRF_HMAC_MD5")]
    [InlineData("ENCR 12/128, INTEG 12, PRF 5, KE 2", "NotAllowed: 1024-bit MODP Group")]
    public void Legacy_algorithms_are_off_unless_they_are_asked_for(string text, string error)
    {
        Assert.Equal(error, Refusal(text));
        Assert.NotNull(Suite(text, AlgorithmPolicy.Legacy));
        Assert.NotNull(Suite(text, AlgorithmPolicy.DecodeOnly));
    }

    [Fact]
    public void DES_only_opens_what_was_captured()
    {
        const string text = "ENCR 2, INTEG 12, PRF 5, KE 19";
        Assert.Equal("NotAllowed: ENCR_DES (64)", Refusal(text, AlgorithmPolicy.Legacy));
        Assert.Equal(CipherName.Des, Suite(text, AlgorithmPolicy.DecodeOnly).Encryption.Cipher);
    }

    [Fact]
    public void A_key_length_in_the_long_form_is_refused()
    {
        var proposal = Proposals.Of(ProtocolId.Ike, "ENCR 12/128, INTEG 12, PRF 5, KE 19");
        var attribute = new TransformAttributeValue
        {
            AttributeType = TransformAttributeType.KeyLength,
            AttributeData = Octets.FromHex("0080"),
        };
        var transforms = proposal.Transforms.With(
            0, proposal.Transforms[0] with { Attributes = [attribute] });

        Assert.False(IkeSuites.TryResolve(
            proposal with { Transforms = transforms }, AlgorithmPolicy.Current, out _,
            out var error));
        Assert.Equal(CryptoFault.Malformed, error.Fault);
    }

    [Fact]
    public void A_proposal_for_ESP_is_no_suite_of_IKE()
    {
        var proposal = Proposals.Of(ProtocolId.Esp, "ENCR 20/128, ESN 0");
        Assert.False(IkeSuites.TryResolve(
            proposal, AlgorithmPolicy.DecodeOnly, out _, out var error));
        Assert.Equal("Malformed: ESP for an IKE SA", error.ToString());
    }

    private static IkeSuite Suite(string text, AlgorithmPolicy policy = AlgorithmPolicy.Current)
    {
        Assert.True(
            IkeSuites.TryResolve(
                Proposals.Of(ProtocolId.Ike, text), policy, out var suite, out var error),
            error.ToString());
        return suite;
    }

    private static string Refusal(string text, AlgorithmPolicy policy = AlgorithmPolicy.Current)
    {
        Assert.False(IkeSuites.TryResolve(
            Proposals.Of(ProtocolId.Ike, text), policy, out var suite, out var error));
        Assert.Null(suite);
        return error.ToString();
    }
}
