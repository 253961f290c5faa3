using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;
using Holdfast.Tests.Examples.Ike.Keys;

namespace Holdfast.Tests.Examples.Ike.V1.Keys;

/// <summary>Keys, IVs and hashes of IKEv1 that others computed.</summary>
public sealed class IsakmpKeyVectors
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private static readonly IsakmpSuite Aes128Sha1 = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha,
        PrfSpec.Find(PseudorandomFunction.HmacSha1)!, PhaseOneAuthMethod.PreSharedKey,
        KeyExchangeMethod.Modp1024);

    private static readonly ChildSuite ChildAes128Sha1 = new(
        ProtocolId.Esp, Aes128Sha1.Encryption,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha1Truncated96)!, false);

    private static readonly Prf Sha1 = new(Provider, Aes128Sha1.Prf);

    [VectorFact]
    [Requirement("RFC2409-5-a")]
    public void Keys_of_phase_1_are_those_of_NIST()
    {
        var vector = PublicVectors.Read("ike-kdf/nist-cavp-ikev1-psk-sha1");
        var (input, expected) = (vector.GetProperty("input"), vector.GetProperty("expected"));
        using var key = new Secret(input.Hex("preSharedKey"));
        using var shared = new Secret(input.Hex("gxy"));
        using var skeyid = Skeyid.FromPreSharedKey(
            Sha1, key, new(new(input.Hex("nInit")), new(input.Hex("nResp"))));
        using var keys = IsakmpKeys.Derive(
            Sha1, Aes128Sha1, skeyid, shared,
            new(KeyVectors.Spi(input.Text("ckyInit")), KeyVectors.Spi(input.Text("ckyResp"))));

        Assert.Equal(expected.Text("sKeyId"), KeyVectors.Hex(keys.Skeyid));
        Assert.Equal(expected.Text("sKeyIdD"), KeyVectors.Hex(keys.SkeyidD));
        Assert.Equal(expected.Text("sKeyIdA"), KeyVectors.Hex(keys.SkeyidA));
        Assert.Equal(expected.Text("sKeyIdE"), KeyVectors.Hex(keys.SkeyidE));
    }

    [VectorFact]
    [Requirement("RFC2409-5-a")]
    [Requirement("RFC2409-5-b")]
    [Requirement("RFC2409-B-a")]
    public void Keys_IV_and_hash_of_a_handshake_are_those_that_another_implementation_has()
    {
        var test = RubHandshake.Named("IKEv1HandshakeSessionSecretsTest", "testComputeSecretKeys");
        using var keys = KeysOf(test);
        var exchange = ExchangeOf(test);

        Assert.Equal(test["getSKEYID()"].ToString(), KeyVectors.Hex(keys.Skeyid));
        Assert.Equal(test["getSKEYID_d"].ToString(), KeyVectors.Hex(keys.SkeyidD));
        Assert.Equal(test["getSKEYID_a"].ToString(), KeyVectors.Hex(keys.SkeyidA));
        Assert.Equal(test["getSKEYID_e"].ToString(), KeyVectors.Hex(keys.SkeyidE));
        Assert.Equal(test["getKa"].ToString(), KeyVectors.Hex(keys.Cipher));
        Assert.Equal(test["getIV"], IvChain.OfPhaseOne(PhaseOneHash.Sha, exchange, 16).Iv);
        Assert.Equal(
            test["getHASH_R"].Span,
            IsakmpHashes.OfResponder(
                Sha1, keys.Skeyid, exchange, test["setPeerIdentificationPayloadBody"].Span));
    }

    [VectorFact]
    [Requirement("RFC2409-5.5-a")]
    [Requirement("RFC2409-5.5-b")]
    public void Keys_of_quick_mode_are_those_that_another_implementation_has()
    {
        var test = RubHandshake.Named("IKEv1HandshakeSessionSecretsTest", "testComputeKeyMaterial");
        using var keys = KeysOf(test);
        using var child = QuickModeKeys.Derive(
            Sha1, ChildAes128Sha1, keys.SkeyidD, test["setInboundSpi"], test["setOutboundSpi"],
            new(test["ipsec_sas.setInitiatorNonce"], test["ipsec_sas.setResponderNonce"]), null);

        Assert.Equal(test["getKa"].ToString(), KeyVectors.Hex(keys.Cipher));
        Assert.Equal(
            test["getIV"], IvChain.OfPhaseOne(PhaseOneHash.Sha, ExchangeOf(test), 16).Iv);
        Assert.Equal(
            test[", b)"].ToString(),
            KeyVectors.Hex(child.EncryptionOfInitiator)
                + KeyVectors.Hex(child.IntegrityOfInitiator));
        Assert.Equal(
            test[", b)", 1].ToString(),
            KeyVectors.Hex(child.EncryptionOfResponder)
                + KeyVectors.Hex(child.IntegrityOfResponder));
    }

    [Fact]
    [Requirement("RFC2409-B-b")]
    public void A_cipher_with_a_longer_key_than_SKEYID_e_is_fed_from_a_chain()
    {
        var suite = Aes128Sha1 with
        {
            Encryption = EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 256)!,
        };
        using var skeyid = new Secret([1, 2, 3]);
        using var shared = new Secret([4, 5, 6]);
        using var keys = IsakmpKeys.Derive(Sha1, suite, skeyid, shared, new(new(7), new(8)));

        using var k1 = Sha1.Compute(keys.SkeyidE.Span, [0]);
        using var k2 = Sha1.Compute(keys.SkeyidE.Span, k1.Span);
        Assert.Equal(
            (KeyVectors.Hex(k1) + KeyVectors.Hex(k2))[..64], KeyVectors.Hex(keys.Cipher));
    }

    [Fact]
    [Requirement("RFC2409-5-c")]
    public void SKEYID_depends_on_how_the_peers_authenticate()
    {
        var nonces = new ExchangeNonces(Octets.FromHex("0102"), Octets.FromHex("0304"));
        using var shared = new Secret([9]);
        using var signed = Skeyid.FromSignatures(Sha1, nonces, shared);
        using var encrypted = Skeyid.FromEncryption(
            Sha1, PhaseOneHash.Sha, nonces, new(new(5), new(6)));

        using var first = Sha1.Compute([1, 2, 3, 4], [9]);
        using var second = Sha1.Compute(
            System.Security.Cryptography.SHA1.HashData([1, 2, 3, 4]),
            Convert.FromHexString("00000000000000050000000000000006"));
        Assert.Equal(KeyVectors.Hex(first), KeyVectors.Hex(signed));
        Assert.Equal(KeyVectors.Hex(second), KeyVectors.Hex(encrypted));
    }

    [Fact]
    [Requirement("RFC2409-5.5-c")]
    public void Keys_of_quick_mode_with_forward_secrecy_begin_with_the_new_secret()
    {
        using var skeyidD = new Secret([1, 2, 3]);
        using var shared = new Secret([4, 5]);
        using var child = QuickModeKeys.Derive(
            Sha1, ChildAes128Sha1, skeyidD, Octets.FromHex("aabbccdd"),
            Octets.FromHex("11223344"), new(Octets.FromHex("06"), Octets.FromHex("07")), shared);

        // The SPI is that of the receiver; the second block begins with the first.
        byte[] seed = [4, 5, 3, 0x11, 0x22, 0x33, 0x44, 6, 7];
        using var k1 = Sha1.Compute(skeyidD.Span, seed);
        using var k2 = Sha1.Compute(skeyidD.Span, [.. k1.Span, .. seed]);
        Assert.Equal(
            (KeyVectors.Hex(k1) + KeyVectors.Hex(k2))[..72],
            KeyVectors.Hex(child.EncryptionOfInitiator)
                + KeyVectors.Hex(child.IntegrityOfInitiator));
    }

    private static IsakmpKeys KeysOf(RubHandshake test)
    {
        using var key = new Secret("AAAA"u8);
        using var shared = new Secret(test["setDHSecret"].Span);
        using var skeyid = Skeyid.FromPreSharedKey(
            Sha1, key,
            new(test["getHandshakeSA().setInitiatorNonce"],
                test["getHandshakeSA().setResponderNonce"]));
        return IsakmpKeys.Derive(Sha1, Aes128Sha1, skeyid, shared, ExchangeOf(test).Cookies);
    }

    private static PhaseOneExchange ExchangeOf(RubHandshake test) => new(
        new(
            KeyVectors.Spi(test["setInitiatorCookie"].ToString()),
            KeyVectors.Spi(test["setResponderCookie"].ToString())),
        test["setKeyExchangeData"], test["setPeerKeyExchangeData"], test["setSAOfferBody"]);
}
