using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Suites;

/// <summary>From proposals for CHILD SAs to suites.</summary>
public sealed class ChildProposals
{
    [Theory]
    [Requirement("RFC7296-3.3.3-b")]
    [InlineData("ENCR 20/128, ESN 0", "ENCR_AES_GCM_16 (128), NONE, 32 bits, NONE")]
    [InlineData("ENCR 20/128, ESN 1, KE 31", "ENCR_AES_GCM_16 (128), NONE, 64 bits, Curve25519")]
    [InlineData(
        "ENCR 12/256, INTEG 12, ESN 0, KE 0",
        "ENCR_AES_CBC (256), AUTH_HMAC_SHA2_256_128, 32 bits, NONE")]
    [InlineData("ENCR 11, INTEG 8, ESN 0", "ENCR_NULL, AUTH_AES_CMAC_96, 32 bits, NONE")]
    [InlineData(
        "ENCR 21/256, INTEG 0, ESN 1", "ENCR_NULL_AUTH_AES_GMAC (256), NONE, 64 bits, NONE")]
    [InlineData("ENCR 30/256, ESN 1", "ENCR_AES_GCM_16_IIV (256), NONE, 64 bits, NONE")]
    public void A_proposal_for_ESP_is_a_suite(string text, string expected) =>
        Assert.Equal(expected, Told(Suite(ProtocolId.Esp, text)));

    [Theory]
    [Requirement("RFC7296-3.3.3-c")]
    [InlineData("INTEG 12, ESN 0", "ENCR_NULL, AUTH_HMAC_SHA2_256_128, 32 bits, NONE")]
    [InlineData("INTEG 10, ESN 1", "ENCR_NULL_AUTH_AES_GMAC (192), NONE, 64 bits, NONE")]
    public void A_proposal_for_AH_is_a_suite(string text, string expected) =>
        Assert.Equal(expected, Told(Suite(ProtocolId.Ah, text)));

    [Fact]
    [Requirement("RFC9370-2.2.1-a")]
    public void Additional_key_exchanges_follow_the_first() =>
        Assert.Equal(
            [KeyExchangeMethod.MlKem1024],
            Suite(ProtocolId.Esp, "ENCR 20/128, ESN 0, KE 20, ADDKE7 37").Additional);

    [Theory]
    [InlineData(3, "ENCR 12/128, ESN 0", "NotAllowed: ENCR_AES_CBC (128) without integrity")]
    [InlineData(3, "ENCR 11, ESN 0", "NotAllowed: ENCR_NULL without integrity")]
    [InlineData(
        3, "ENCR 20/128, INTEG 12, ESN 0",
        "Malformed: AUTH_HMAC_SHA2_256_128 with ENCR_AES_GCM_16 (128)")]
    [InlineData(3, "ENCR 20/128", "Malformed: no Sequence Numbers (SN)")]
    [InlineData(3, "ENCR 20/128, ESN 2", "Unsupported: 32-bit Unspecified Numbers")]
    [InlineData(3, "INTEG 12, ESN 0", "Malformed: no Encryption Algorithm (ENCR)")]
    [InlineData(
        3, "ENCR 20/128, ESN 0, PRF 5",
        "Unsupported: Pseudorandom Function (PRF) in a proposal for ESP")]
    [InlineData(3, "ENCR 20/128, ESN 0, KE 2", "NotAllowed: 1024-bit MODP Group")]
    [InlineData(3, "ENCR 20/128, INTEG 9, ESN 0", "Unsupported: AUTH_AES_128_GMAC")]
    [InlineData(
        2, "ENCR 12/128, INTEG 12, ESN 0",
        "Unsupported: Encryption Algorithm (ENCR) in a proposal for AH")]
    [InlineData(2, "ESN 0", "Malformed: no Integrity Algorithm (INTEG)")]
    [InlineData(2, "INTEG 0, ESN 0", "Malformed: AH without integrity")]
    [InlineData(1, "ENCR 20/128, PRF 5, KE 19", "Unsupported: IKE for a CHILD SA")]
    public void What_does_not_fit_is_refused(byte protocol, string text, string error)
    {
        Assert.False(ChildSuites.TryResolve(
            Proposals.Of(new ProtocolId(protocol), text), AlgorithmPolicy.Current, out _,
            out var refused));
        Assert.Equal(error, refused.ToString());
    }

    [Fact]
    [Requirement("RFC4303-3.2-a")]
    public void Encryption_alone_is_legacy_and_nothing_at_all_is_never_allowed()
    {
        Assert.True(ChildSuites.TryResolve(
            Proposals.Of(ProtocolId.Esp, "ENCR 12/128, ESN 0"), AlgorithmPolicy.Legacy, out _,
            out _));
        Assert.False(ChildSuites.TryResolve(
            Proposals.Of(ProtocolId.Esp, "ENCR 11, ESN 0"), AlgorithmPolicy.DecodeOnly, out _,
            out _));
        Assert.False(ChildSuites.TryResolve(
            Proposals.Of(ProtocolId.Esp, "ENCR 13/128, ESN 0"), AlgorithmPolicy.DecodeOnly, out _,
            out _));
    }

    private static ChildSuite Suite(ProtocolId protocol, string text)
    {
        Assert.True(
            ChildSuites.TryResolve(
                Proposals.Of(protocol, text), AlgorithmPolicy.Current, out var suite,
                out var error),
            error.ToString());
        Assert.Equal(protocol, suite.Protocol);
        return suite;
    }

    private static string Told(ChildSuite suite) =>
        $"{suite.Encryption}, {suite.Integrity}, {(suite.Esn ? 64 : 32)} bits, {suite.KeyExchange}";
}
