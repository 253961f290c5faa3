using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cli.Keys;

/// <summary>
/// Files of keys (docs/keys-json.md): what they give, and what is said of bad ones.
/// </summary>
public sealed class KeyFiles
{
    private const string Key16 = "000102030405060708090a0b0c0d0e0f";
    private const string Key20 = Key16 + "10111213";
    private const string Key32 = Key16 + Key16;

    [Fact]
    public void An_ike_sa_gives_the_keys_of_both_directions()
    {
        using var keys = Read($$"""
            {"sas": [{
              "protocol": "ike", "version": 2,
              "initiator_spi": "0102030405060708", "responder_spi": "1112131415161718",
              "encryption": 12, "integrity": "auth_hmac_sha2_256_128", "prf": "PRF_HMAC_SHA2_256",
              "sk_d": "{{Key32}}", "sk_ei": "{{Key16}}", "sk_er": "{{Key16}}",
              "sk_ai": "{{Key32}}", "sk_ar": "{{Key32}}", "comment": "of the lab"
            }]}
            """);
        var sa = Assert.IsType<SaKeys.Version2>(Assert.Single(keys.Sas));
        Assert.Equal(new IkeSpi(0x0102030405060708), sa.InitiatorSpi);
        Assert.Equal(EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128), sa.Encryption);
        Assert.Equal(MacAlgorithm.HmacSha256, sa.Integrity.Mac);
        Assert.Equal(Key16, Convert.ToHexStringLower(sa.Responder.Encryption.Span));
        Assert.Equal(32, sa.Derivation!.Length);
        Assert.Null(sa.Initiator.Auth);
    }

    [Fact]
    public void The_length_of_a_key_tells_the_row_of_its_algorithm()
    {
        using var keys = Read($$"""
            {"sas": [
              {"protocol": "esp", "spi": "c9be5db5", "destination": "10.9.0.0/16",
               "encryption": "ENCR_AES_GCM_16", "encryption_key": "{{Key32}}01020304",
               "esn": true, "sequence_high": 4294967295, "mode": "tunnel"},
              {"protocol": "ah", "spi": "00000100", "encryption": "ENCR_NULL_AUTH_AES_GMAC",
               "encryption_key": "{{Key20}}"}]}
            """);
        var esp = Assert.IsType<SaKeys.Child>(keys.Sas[0]);
        Assert.Equal(32, esp.Encryption.KeyLength);
        Assert.Equal(uint.MaxValue, esp.SequenceHigh);
        Assert.True(esp.Destination.Matches(0x0a090002));
        Assert.False(esp.Destination.Matches(0x0a080002));
        Assert.True(esp.Source.Matches(0));
        var ah = Assert.IsType<SaKeys.Child>(keys.Sas[1]);
        Assert.Equal((ProtocolId.Ah, CipherMode.Gmac), (ah.Protocol, ah.Encryption.Mode));
    }

    [Theory]
    [InlineData("ENCR_AES_CBC", Key16, "Malformed: no Integrity Algorithm")]
    [InlineData("ENCR_AES_CTR", Key20, "Malformed: no Integrity Algorithm")]
    [InlineData("ENCR_AES_GCM_16_IIV", Key20, "NotAllowed: ENCR_AES_GCM_16_IIV (128)")]
    [InlineData("ENCR_NULL", "", "NotAllowed: ENCR_NULL for an IKE SA")]
    public void An_ike_sa_that_protects_nothing_is_refused(
        string encryption, string key, string expected) =>
        Assert.Contains(expected, Wrong($$"""
            {"sas": [{"protocol": "ike", "version": 2,
              "initiator_spi": "0102030405060708", "responder_spi": "1112131415161718",
              "encryption": "{{encryption}}", "sk_ei": "{{key}}", "sk_er": "{{key}}"}]}
            """), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "k:1: this is no JSON")]
    [InlineData("{\n\"sas\": [\n}", "k:3: this is no JSON")]
    [InlineData("[]", "k:1: an object is needed")]
    [InlineData("{\"sas\": {}}", "k:1: sas: an array is needed")]
    [InlineData("{\"saas\": []}", "k:1: a name that is not known; known are sas, pre_shared")]
    [InlineData("{\"sas\": [\n\n7]}", "k:3: sas[0]: an object is needed")]
    [InlineData("{\"sas\": [{}]}", "k:1: sas[0]: protocol is missing")]
    [InlineData("{\"sas\": [{\"protocol\": \"gre\"}]}", "protocol: one of these is needed: ike")]
    [InlineData("{\"sas\": [{\"protocol\": \"ike\", \"version\": 3}]}", "number from 0 to 2")]
    [InlineData("{\"sas\": [{\"protocol\": \"ike\"}]}", "sas[0]: version 1 or 2 is needed")]
    [InlineData("{\"sas\": [], \"sas\": []}", "a name stands here twice")]
    [InlineData("{\"pre_shared_keys\": [{}]}", "[0]: key (text) or key_hex is needed")]
    [InlineData("{\"shared_secrets\": [{\"spi\": \"12\"}]}", "spi: an SPI is needed: 8 hex digits")]
    public void What_is_wrong_is_told_by_line_and_place(string text, string expected) =>
        Assert.Contains(expected, Wrong(text));

    [Theory]
    [InlineData("\"spi\": \"1234567\"", "sas[0].spi: an SPI is needed: 8 hex digits in a string")]
    [InlineData("\"spi\": 12345678", "sas[0].spi: an SPI is needed: 8 hex digits in a string")]
    [InlineData("\"encryption_key\": \"0001020\"", "an even number of hex digits")]
    [InlineData("\"encryption_key\": \"0001020z\"", "not all of this is hex digits")]
    [InlineData("\"encryption_key\": \"00\"", "1 octets; ENCR_AES_GCM_16 takes 20 or 28 or 36")]
    [InlineData("\"encryption\": \"ENCR_IDEA\"", "sas[0].encryption: ENCR_IDEA is not supported")]
    [InlineData("\"encryption\": \"AES\"", "sas[0].encryption: this is no encryption algorithm")]
    [InlineData("\"integrity\": 12", "a combined mode has no integrity algorithm beside it")]
    [InlineData("\"icv_length\": 12", "the algorithm says the length of the ICV")]
    [InlineData("\"esn\": 1", "sas[0].esn: true or false is needed")]
    [InlineData("\"sequence_high\": 4294967296", "a whole number from 0 to 4294967295 is needed")]
    [InlineData("\"source\": \"10.9.0.1/33\"", "sas[0].source: an address is needed")]
    public void A_bad_value_of_an_sa_is_told(string member, string expected)
    {
        var sa = JsonNode.Parse($$"""
            {"protocol": "esp", "spi": "c9be5db5", "encryption": "ENCR_AES_GCM_16",
             "encryption_key": "{{Key20}}"}
            """)!.AsObject();
        var other = JsonNode.Parse("{" + member + "}")!.AsObject().Single();
        sa[other.Key] = other.Value!.DeepClone();
        Assert.Contains(
            expected, Wrong(new JsonObject { ["sas"] = new JsonArray(sa) }.ToJsonString()));
    }

    [Theory]
    [InlineData("encryption")]
    [InlineData("spi")]
    [InlineData("mode")]
    [InlineData("esn")]
    [InlineData("destination")]
    [InlineData("icv_length")]
    [InlineData("5f3a9c")]
    public void No_error_tells_a_value_for_it_may_be_a_key(string name)
    {
        const string Slip = "5f3a9c00d1e2f3a4b5c6d7e8f90a1b2c";
        var error = Wrong($$"""
            {"sas": [{"protocol": "esp", "spi": "c9be5db5", "encryption": "ENCR_AES_GCM_16",
                      "encryption_key": "{{Key20}}"}],
             "shared_secrets": [{"{{name}}": "{{Slip}}"}]}
            """);
        Assert.DoesNotContain(Slip[..6], error);
        Assert.DoesNotContain(Key16[..8], error);
        error = Wrong(new JsonObject
        {
            ["sas"] = new JsonArray(new JsonObject { ["protocol"] = "esp", [name] = Slip }),
        }.ToJsonString());
        Assert.DoesNotContain(Slip[..6], error);
    }

    [Fact]
    public void Printed_keys_tell_their_length_alone()
    {
        using var keys = Read($$"""
            {"sas": [{"protocol": "esp", "spi": "c9be5db5", "encryption": "ENCR_AES_GCM_16",
                      "encryption_key": "{{Key20}}"}],
             "pre_shared_keys": [{"key": "a secret"}],
             "shared_secrets": [{"spi": "c9be5db5", "shared_secret": "{{Key20}}"}]}
            """);
        var text = $"{keys.Sas[0]} {keys.PreSharedKeys[0]} {keys.SharedSecrets[0]}";
        Assert.Contains("Secret (20 octets)", text);
        Assert.DoesNotContain("000102", text);
        Assert.DoesNotContain("a secret", text);
    }

    [Fact]
    public void Cut_anywhere_a_file_is_an_error_and_no_exception()
    {
        var whole = File.ReadAllBytes(
            ToolRun.File("tests/captures/lab/keys/v2-psk-aes128ccm16.json"));
        for (var length = 0; length < whole.Length - 2; length++)
        {
            Assert.False(KeyFile.TryRead("k", whole.AsMemory(0, length), out _, out var error));
            Assert.NotNull(error);
        }
    }

    [Fact]
    public void The_schema_knows_the_same_names()
    {
        var schema = JsonNode.Parse(File.ReadAllText(ToolRun.File("docs/keys.schema.json")))!;
        foreach (var (kind, first) in ((string, string)[])[
            ("ikev2", "\"protocol\": \"ike\", \"version\": 2"),
            ("ikev1", "\"protocol\": \"ike\", \"version\": 1"),
            ("child", "\"protocol\": \"esp\"")])
        {
            var names = schema["$defs"]![kind]!["properties"]!.AsObject()
                .Select(member => member.Key).Where(name => name != "comment");
            var error = Wrong($$"""{"sas": [{{{first}}, "no such name": 1}]}""");
            Assert.Equal(
                names.Order(StringComparer.Ordinal),
                error[(error.LastIndexOf("known are ", StringComparison.Ordinal) + 10)..]
                    .Split(", ").Order(StringComparer.Ordinal));
        }
    }

    private static KeyFile Read(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var isRead = KeyFile.TryRead("k", octets, out var keys, out var error);
        Assert.True(isRead, error?.ToString());
        return keys;
    }

    private static string Wrong(string text)
    {
        Assert.False(KeyFile.TryRead("k", Encoding.UTF8.GetBytes(text), out _, out var error));
        return error!.ToString();
    }
}
