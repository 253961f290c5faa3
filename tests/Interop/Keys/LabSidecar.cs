using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>
/// What was written down beside a capture of the lab, in the words of docs/keys-json.md: the keys
/// of its SAs, the secrets from which they came, and what is to be found with them.
/// </summary>
internal static partial class LabSidecar
{
    private static readonly Dictionary<string, string> Ciphers = new()
    {
        ["AES_CBC_128"] = "ENCR_AES_CBC",
        ["AES_CBC_192"] = "ENCR_AES_CBC",
        ["AES_CBC_256"] = "ENCR_AES_CBC",
        ["AES_CTR_128"] = "ENCR_AES_CTR",
        ["AES_CTR_256"] = "ENCR_AES_CTR",
        ["AES_CCM_16_128"] = "ENCR_AES_CCM_16",
        ["AES_GCM_8_128"] = "ENCR_AES_GCM_8",
        ["AES_GCM_16_128"] = "ENCR_AES_GCM_16",
        ["AES_GCM_16_256"] = "ENCR_AES_GCM_16",
        ["NULL_AES_GMAC_128"] = "ENCR_NULL_AUTH_AES_GMAC",
        ["CHACHA20_POLY1305"] = "ENCR_CHACHA20_POLY1305",
        ["3DES_CBC"] = "ENCR_3DES",
        ["NULL"] = "ENCR_NULL",

        // The names of Scapy.
        ["3DES"] = "ENCR_3DES",
        ["AES-CBC"] = "ENCR_AES_CBC",
        ["AES-CTR"] = "ENCR_AES_CTR",
        ["AES-CCM"] = "ENCR_AES_CCM_16",
        ["AES-GCM"] = "ENCR_AES_GCM_16",
        ["CHACHA20-POLY1305"] = "ENCR_CHACHA20_POLY1305",
    };

    private static readonly Dictionary<string, string> Macs = new()
    {
        ["HMAC_MD5_96"] = "AUTH_HMAC_MD5_96",
        ["HMAC_SHA1_96"] = "AUTH_HMAC_SHA1_96",
        ["HMAC_SHA2_256_128"] = "AUTH_HMAC_SHA2_256_128",
        ["AES_XCBC_96"] = "AUTH_AES_XCBC_96",
        ["HMAC-MD5-96"] = "AUTH_HMAC_MD5_96",
        ["HMAC-SHA1-96"] = "AUTH_HMAC_SHA1_96",
        ["SHA2-256-128"] = "AUTH_HMAC_SHA2_256_128",
        ["SHA2-384-192"] = "AUTH_HMAC_SHA2_384_192",
        ["AES-CMAC-96"] = "AUTH_AES_CMAC_96",
    };

    /// <summary>The SAs of a sidecar.</summary>
    public static JsonArray Sas(JsonObject sidecar)
    {
        if (sidecar["capture"] is not JsonObject capture) return [ScapySa(sidecar)];
        var sas = new JsonArray();
        foreach (var sa in Objects(capture["ike_sas"]).Where(sa => sa["keys"] is JsonObject))
        {
            sas.Add((int)sa["version"]! == 1 ? Isakmp(sa) : Ike(sa));
        }

        foreach (var sa in Objects(capture["child_sas"])) sas.Add(Child(sa, sidecar));
        return sas;
    }

    /// <summary>Results of the key exchanges of a sidecar, and its pre-shared keys.</summary>
    public static JsonObject Secrets(JsonObject sidecar)
    {
        var preShared = new JsonArray();
        var shared = new JsonArray();
        if (sidecar["capture"] is JsonObject capture)
        {
            foreach (var sa in Objects(capture["ike_sas"]))
            {
                if ((string?)sa["keys"]?["g_ir"] is { } secret)
                {
                    shared.Add(new JsonObject
                    {
                        ["spi"] = (string?)sa["spi_i"],
                        ["shared_secret"] = secret,
                    });
                }
            }

            foreach (var sa in Objects(capture["child_sas"]))
            {
                if ((string?)sa["pfs_shared_secret"] is { } secret)
                {
                    shared.Add(new JsonObject
                    {
                        ["spi"] = (string?)sa["spi"],
                        ["shared_secret"] = secret,
                    });
                }
            }

            var configuration = sidecar["config"]?.ToJsonString() ?? "";
            foreach (var key in PreSharedKey().Matches(configuration)
                .Select(match => match.Groups["key"].Value).Distinct())
            {
                preShared.Add(new JsonObject { ["key"] = key });
            }
        }

        return new JsonObject { ["pre_shared_keys"] = preShared, ["shared_secrets"] = shared };
    }

    /// <summary>What the keys are to open: counts, and clear text.</summary>
    public static JsonObject Findings(JsonObject sidecar)
    {
        if (sidecar["capture"] is not JsonObject capture)
        {
            return new JsonObject
            {
                ["plain_packets"] = new JsonArray([.. Objects(sidecar["packets"])
                    .Select(packet => packet["plain"]!.DeepClone())]),
            };
        }

        var findings = new JsonObject
        {
            ["ikev2_encrypted"] = Sum(capture["ike_sas"], "encrypted_messages"),
            ["ikev2_verified"] = Sum(capture["ike_sas"], "verified_messages"),
            ["ikev1_encrypted"] = Sum(capture["ike_sas"], "encrypted_messages_v1"),
            ["ikev1_decrypted"] = Sum(capture["ike_sas"], "decrypted_v1"),
            ["ikev1_hashes"] = Sum(capture["ike_sas"], "hash_verified_v1"),
            ["esp_ah"] = Sum(capture["child_sas"], "packets"),
            ["esp_ah_verified"] = Sum(capture["child_sas"], "verified_packets"),
        };
        var first = new JsonObject();
        foreach (var sa in Objects(capture["child_sas"]))
        {
            if (sa["first_plaintext"] is { } text) first[(string)sa["spi"]!] = text.DeepClone();
        }

        findings["first_plaintext"] = first;
        return findings;
    }

    private static JsonObject Ike(JsonObject sa)
    {
        var keys = (JsonObject)sa["keys"]!;
        var into = new JsonObject
        {
            ["protocol"] = "ike",
            ["version"] = 2,
            ["initiator_spi"] = (string?)sa["spi_i"],
            ["responder_spi"] = (string?)sa["spi_r"],
            ["encryption"] = Ciphers[(string)sa["proposal"]!["encr"]!],
        };
        Add(into, "integrity", sa["proposal"]!["integ"], Macs);
        into["prf"] = (string?)sa["proposal"]!["prf"];
        foreach (var name in (string[])["SKEYSEED", "SK_d", "SK_ai", "SK_ar", "SK_ei", "SK_er",
            "SK_pi", "SK_pr"])
        {
            if (keys[name] is { } key) into[name.ToLowerInvariant()] = key.DeepClone();
        }

        return into;
    }

    private static JsonObject Isakmp(JsonObject sa)
    {
        var keys = (JsonObject)sa["keys"]!;
        var into = new JsonObject
        {
            ["protocol"] = "ike",
            ["version"] = 1,
            ["initiator_spi"] = (string?)sa["spi_i"],
            ["responder_spi"] = (string?)sa["spi_r"],
            ["encryption"] = Ciphers[(string)sa["proposal"]!["encr"]!],
            ["prf"] = (string?)sa["proposal"]!["prf"],
        };
        foreach (var (theirs, ours) in ((string, string)[])[
            ("Ka", "encryption_key"), ("SKEYID", "skeyid"), ("SKEYID_d", "skeyid_d"),
            ("SKEYID_a", "skeyid_a"), ("SKEYID_e", "skeyid_e"), ("initial_IV", "initial_iv")])
        {
            if (keys[theirs] is { } key) into[ours] = key.DeepClone();
        }

        return into;
    }

    private static JsonObject Child(JsonObject sa, JsonObject sidecar)
    {
        var into = new JsonObject
        {
            ["protocol"] = ((string)sa["proto"]!).ToLowerInvariant(),
            ["spi"] = (string?)sa["spi"],
            ["source"] = (string?)sa["src"],
            ["destination"] = (string?)sa["dst"],
        };
        Add(into, "encryption", sa["proposal"]!["encr"], Ciphers);
        AddKey(into, "encryption_key", sa["encr_key"]);
        Add(into, "integrity", sa["proposal"]!["integ"], Macs);
        AddKey(into, "integrity_key", sa["integ_key"]);
        if ((bool)sa["esn"]!) into["esn"] = true;
        var written = sidecar["sas"]?.ToJsonString() + sidecar["config"]?.ToJsonString();
        if (Mode().Match(written) is { Success: true } mode)
            into["mode"] = mode.Groups["mode"].Value.ToLowerInvariant();
        return into;
    }

    // ESN begins at high half 2 in all files of Scapy.
    private static JsonObject ScapySa(JsonObject sidecar)
    {
        var tunnel = sidecar["tunnel"] as JsonArray;
        var into = new JsonObject
        {
            ["protocol"] = ((string)sidecar["proto"]!).ToLowerInvariant(),
            ["spi"] = (string?)sidecar["spi"],
        };
        if (tunnel is not null)
        {
            into["source"] = (string?)tunnel[0];
            into["destination"] = (string?)tunnel[1];
        }

        Add(into, "encryption", sidecar["encr"], Ciphers);
        AddKey(into, "encryption_key", sidecar["encr_key_with_salt"]);
        Add(into, "integrity", sidecar["integ"], Macs);
        AddKey(into, "integrity_key", sidecar["integ_key"]);
        if ((bool)sidecar["esn"]!)
        {
            into["esn"] = true;
            into["sequence_high"] = (uint)sidecar["packets"]![0]!["esn_hi"]!;
        }

        into["mode"] = (string?)sidecar["mode"];
        return into;
    }

    private static void Add(
        JsonObject into, string key, JsonNode? name, Dictionary<string, string> names)
    {
        if ((string?)name is { } text) into[key] = names[text];
    }

    private static void AddKey(JsonObject into, string key, JsonNode? octets)
    {
        if ((string?)octets is { Length: > 0 } text) into[key] = text;
    }

    private static int Sum(JsonNode? sas, string key) =>
        Objects(sas).Sum(sa => (int?)sa[key] ?? 0);

    private static IEnumerable<JsonObject> Objects(JsonNode? array) =>
        (array as JsonArray ?? []).Cast<JsonObject>();

    [GeneratedRegex("""ike-\d+ \{\\n *secret = \\u0022(?<key>[^\\]*)\\u0022""")]
    private static partial Regex PreSharedKey();

    [GeneratedRegex("""INSTALLED, (?<mode>TUNNEL|TRANSPORT|BEET)|mode (?<mode>tunnel|transport)""")]
    private static partial Regex Mode();
}
