using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>Keys of IKEv2 that others computed.</summary>
public sealed class KeyVectors
{
    /// <summary>Suites only for the lengths: their keys fill what the vectors give.</summary>
    private static readonly IkeSuite Aes128Sha1 = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha1Truncated96)!,
        PrfSpec.Find(PseudorandomFunction.HmacSha1)!, KeyExchangeMethod.Modp1024);

    private static readonly ChildSuite ChildAes128Sha1 = new(
        ProtocolId.Esp, Aes128Sha1.Encryption, Aes128Sha1.Integrity, false);

    private static readonly Prf Sha1 = new(CryptoProviders.Managed(), Aes128Sha1.Prf);

    [VectorFact]
    public void SKEYSEED_is_the_function_of_both_nonces_and_the_shared_secret()
    {
        var vectors = Strongswan("kdf_prf");
        Assert.All(vectors, vector =>
        {
            using var result = PrfOf(vector).Compute(vector.Hex("salt"), vector.Hex("key"));
            Assert.Equal(vector.Hex("out"), result.Span);
        });
        Assert.Equal(4, vectors.Count);
    }

    [VectorFact]
    [Requirement("RFC7296-2.13-a")]
    public void The_expansion_counts_its_blocks()
    {
        var vectors = Strongswan("kdf_prf_plus");
        Assert.All(vectors, vector =>
        {
            var expected = vector.Hex("out");
            using var result = PrfOf(vector).Expand(
                vector.Hex("key"), vector.Hex("salt"), expected.Length);
            Assert.Equal(expected, result.Span);
        });
        Assert.Equal(4, vectors.Count);
    }

    [VectorFact]
    [Requirement("RFC7296-2.14-a")]
    [Requirement("RFC7296-2.17-a")]
    [Requirement("RFC7296-2.18-a")]
    public void Keys_of_IKE_and_CHILD_SAs_are_those_of_NIST()
    {
        var vector = PublicVectors.Read("ike-kdf/nist-cavp-ikev2-sha1");
        var (input, expected) = (vector.GetProperty("input"), vector.GetProperty("expected"));
        var nonces = new ExchangeNonces(new(input.Hex("nInit")), new(input.Hex("nResp")));
        var spis = new IkeSpiPair(Spi(input.Text("spiInit")), Spi(input.Text("spiResp")));
        using var shared = new Secret(input.Hex("gir"));
        using var other = new Secret(input.Hex("girNew"));

        using var seed = SkeySeed.Initial(Sha1, nonces, shared);
        using var keys = IkeKeys.Derive(Sha1, Aes128Sha1, seed, nonces, spis);
        using var child = ChildKeys.Derive(Sha1, ChildAes128Sha1, keys.SkD, nonces);
        using var forward = ChildKeys.Derive(Sha1, ChildAes128Sha1, keys.SkD, nonces, other);
        using var rekeyed = SkeySeed.Rekeyed(Sha1, keys.SkD, nonces, other);

        Assert.Equal(expected.Text("sKeySeed"), Hex(seed));
        Assert.Equal(expected.Text("derivedKeyingMaterial"), Hex(keys));
        Assert.StartsWith(Hex(child), expected.Text("derivedKeyingMaterialChild"));
        Assert.StartsWith(Hex(forward), expected.Text("derivedKeyingMaterialDh"));
        Assert.Equal(expected.Text("sKeySeedReKey"), Hex(rekeyed));
    }

    [VectorFact]
    [Requirement("RFC7296-2.14-a")]
    public void Keys_of_a_handshake_are_those_that_another_implementation_has()
    {
        var test = RubHandshake.Named("IKEv2HandshakeSessionSecretsTest", "testComputeSecretKeys");
        var nonces = new ExchangeNonces(test["setInitiatorNonce"], test["setResponderNonce"]);
        var spis = new IkeSpiPair(
            Spi(test["setInitiatorCookie"].ToString()), Spi(test["setResponderCookie"].ToString()));
        using var shared = new Secret(test["setDHSecret"].Span);

        using var seed = SkeySeed.Initial(Sha1, nonces, shared);
        using var keys = IkeKeys.Derive(Sha1, Aes128Sha1, seed, nonces, spis);

        Assert.Equal(test["getSKeyseed"].ToString(), Hex(seed));
        Assert.Equal(test["getSKd"].ToString(), Hex(keys.SkD));
        Assert.Equal(test["getSKai"].ToString(), Hex(keys.SkAi));
        Assert.Equal(test["getSKar"].ToString(), Hex(keys.SkAr));
        Assert.Equal(test["getSKei"].ToString(), Hex(keys.SkEi));
        Assert.Equal(test["getSKer"].ToString(), Hex(keys.SkEr));
        Assert.Equal(test["getSKpi"].ToString(), Hex(keys.SkPi));
        Assert.Equal(test["getSKpr"].ToString(), Hex(keys.SkPr));
    }

    /// <summary>Of the 25 tests of RUB 4 are about keys and bodies; why not the others.</summary>
    [VectorFact]
    public void Handshakes_that_are_not_run_are_known_with_their_reason()
    {
        string[] run =
        [
            "IKEv2HandshakeSessionSecretsTest.testComputeSecretKeys",
            "IKEv1HandshakeSessionSecretsTest.testComputeSecretKeys",
            "IKEv1HandshakeSessionSecretsTest.testComputeKeyMaterial",
            "EncryptedISAKMPMessageTest.testDecrypt",
        ];
        var reasons = new Dictionary<string, string>
        {
            ["IKEDHGroupEnumTest"] = "run with the key exchanges (RFC 5903)",
            ["IKEv1HandshakeIT"] = "the messages of the peer are not in the file",
            ["IKEv2HandshakeIT"] = "the messages of the peer are not in the file",
            ["IKEv1HandshakeTest"] = "a payload that the codec reads, and a live exchange",
            ["NotificationPayloadTest"] = "a payload: the codec's",
            ["VendorIDPayloadTest"] = "a payload: the codec's",
            ["SymmetricallyEncryptedISAKMPPayloadTest"] = "RFC 2409 pads with zeros alone",
            ["SymmetricallyEncryptedIdentificationPayloadHuaweiStyleTest"] =
                "no RFC encrypts single payloads that way",
            ["ESPMessageTest"] = "ESP",
            ["TunnelModeTest"] = "the division of KEYMAT, which other vectors show",
        };

        var names = RubHandshake.All.Select(test => $"{test.Class}.{test.Test}").ToList();

        Assert.Equal(25, names.Count);
        Assert.Subset(names.ToHashSet(), run.ToHashSet());
        Assert.All(
            names.Except(run), name => Assert.Contains(name.Split('.')[0], reasons.Keys));
    }

    internal static string Hex(Secret secret) => Convert.ToHexStringLower(secret.Span);

    internal static IkeSpi Spi(string hex) => new(Convert.ToUInt64(hex, 16));

    private static string Hex(IkeKeys keys) => string.Concat(
        new[] { keys.SkD, keys.SkAi, keys.SkAr, keys.SkEi, keys.SkEr, keys.SkPi, keys.SkPr }
            .Select(Hex));

    private static string Hex(ChildKeys keys) => string.Concat(
        new[]
        {
            keys.EncryptionOfInitiator, keys.IntegrityOfInitiator,
            keys.EncryptionOfResponder, keys.IntegrityOfResponder,
        }.Select(Hex));

    private static List<JsonElement> Strongswan(string file) =>
        [.. PublicVectors.Read("strongswan/" + file).GetProperty("vectors").EnumerateArray()];

    private static Prf PrfOf(JsonElement vector) => new(
        CryptoProviders.Managed(),
        PrfSpec.All.Single(spec => spec.ToString() == vector.Text("arg.prf")));
}
