using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Ike;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>How the peers of the lab proved who they are, as <c>decode</c> checks it.</summary>
public sealed class LabProofTests
{
    // What EAP gave to both sides is in no file beside these captures.
    private const string WithoutMsk = " is not given";

    [Fact]
    public void With_its_secrets_every_proof_of_both_sides_is_good()
    {
        var proofs = LabSecrets.Captures.SelectMany(name => Proofs(name, Secrets(name))).ToArray();

        // The initiator of v1-psk-mismatch proves itself three times, by a key of its own.
        Assert.Equal(
            (105, 23, 4),
            (Count(proofs, "AUTH", "good"), Count(proofs, "HASH", "good"),
                Count(proofs, "SIG", "good")));
        Assert.Equal(
            [
                "v2-eap-mschapv2 11", "v2-eap-mschapv2 12", "v2-eap-tls-only 11",
                "v2-eap-tls-only 12",
            ],
            proofs.Where(one => one.Proof.Check != "good").Select(Place));
        Assert.All(
            proofs.Where(one => one.Proof.Check != "good"),
            one => Assert.EndsWith(WithoutMsk, one.Proof.Problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v2-eap-mschapv2")]
    [InlineData("v2-eap-tls-only")]
    public void The_key_that_EAP_gave_may_stand_among_the_pre_shared_ones(string name)
    {
        using var folder = new TemporaryFolder();
        var keys = LabSecrets.EapKeys.Select(key =>
            (JsonNode)new JsonObject { ["key_hex"] = Convert.ToHexStringLower(key) });
        var file = Changed(
            folder, name, root => root["pre_shared_keys"] = new JsonArray([.. keys]));

        Assert.All(Proofs(name, file), one => Assert.Equal("good", one.Proof.Check));
    }

    [Fact]
    public void With_another_pre_shared_key_every_proof_by_it_is_bad_and_the_others_stay_good()
    {
        using var folder = new TemporaryFolder();
        var proofs = LabSecrets.Captures.SelectMany(name => Proofs(name, Changed(
            folder, name, root =>
            {
                foreach (var key in root["pre_shared_keys"]!.AsArray())
                {
                    key!["key"] = (string)key["key"]! + "!";
                }
            }))).ToArray();

        // IKEv1 encrypts with keys that come of the pre-shared one: only the responder's HASH of
        // aggressive mode stands in the clear.
        Assert.Equal(
            (87, 2, 0),
            (Count(proofs, "AUTH", "bad"), Count(proofs, "HASH", "bad"),
                Count(proofs, "SIG", "bad")));
        Assert.Equal(
            (18, 0, 4),
            (Count(proofs, "AUTH", "good"), Count(proofs, "HASH", "good"),
                Count(proofs, "SIG", "good")));
        Assert.Equal(
            ["it is by no SKEYID that is known", "it is by no pre-shared key that is given"],
            proofs.Where(one => one.Proof.Check == "bad").Select(one => one.Proof.Problem)
                .Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_the_keys_of_its_SAs_alone_signatures_and_hashes_are_good()
    {
        var proofs = LabSecrets.Captures.SelectMany(
            name => Proofs(name, "--keys", LabKeys.Of("keys", name))).ToArray();

        Assert.Equal(
            (18, 20, 4),
            (Count(proofs, "AUTH", "good"), Count(proofs, "HASH", "good"),
                Count(proofs, "SIG", "good")));
        Assert.Equal(0, proofs.Count(one => one.Proof.Check == "bad"));
        Assert.Equal(87, proofs.Count(
            one => one.Proof.Problem == "no pre-shared key is given for these peers"));
    }

    [Theory]
    [InlineData("v2-psk-aes128gcm16-ecp256", "AUTH", "SK_pi is not known", "SK_pr is not known")]
    [InlineData("v1-main-psk", "HASH", "SKEYID is not known", "SKEYID is not known")]
    public void With_the_tables_of_Wireshark_it_says_what_they_lack(
        string name, string payload, string initiator, string responder)
    {
        using var folder = new TemporaryFolder();
        var written = Decoder.Decode(
            Capture(name), "--json", "--psk", LabKeys.Of("secrets", name), "--write-profile",
            folder.File("tables"));
        Assert.Equal(0, written.ExitCode);

        var proofs = Proofs(name, "--profile", folder.File("tables")).Select(one => one.Proof);

        Assert.Equal(
            [(payload, "unchecked", initiator), (payload, "unchecked", responder)],
            proofs.Select(one => (one.Payload, one.Check, one.Problem)));
    }

    [Fact]
    public void Of_aggressive_mode_the_pre_shared_key_alone_checks_what_stands_in_the_clear()
    {
        using var folder = new TemporaryFolder();
        var file = Changed(folder, "v1-aggressive-psk", root => root.Remove("shared_secrets"));

        var proof = Assert.Single(Proofs("v1-aggressive-psk", file)).Proof;

        Assert.Equal((2, "HASH", "good"), (proof.Packet, proof.Payload, proof.Check));
    }

    [Theory]
    [InlineData("v1-main-psk")]
    [InlineData("v1-main-rsa")]
    public void With_another_SKEYID_a_proof_of_main_mode_is_bad(string name)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("keys.json");
        var root = JsonNode.Parse(File.ReadAllText(LabKeys.Of("keys", name)))!;
        foreach (var sa in root["sas"]!.AsArray().Where(sa => (string?)sa!["skeyid"] is not null))
        {
            sa!["skeyid"] = new string('0', ((string)sa["skeyid"]!).Length);
        }

        File.WriteAllText(file, root.ToJsonString());
        Assert.Equal(
            ["bad", "bad"], Proofs(name, "--keys", file).Select(one => one.Proof.Check));
    }

    [Fact]
    public void For_people_a_verdict_stands_behind_the_payload_and_in_the_tree()
    {
        var name = "v2-psk-aes128gcm16-ecp256";
        var line = Decoder.Decode(Capture(name), "--psk", LabKeys.Of("secrets", name));
        var tree = Decoder.Decode(Capture(name), "-v", "--psk", LabKeys.Of("secrets", name));
        using var folder = new TemporaryFolder();
        var file = Changed(
            folder, name, root => root["pre_shared_keys"]![0]!["key"] = "something else");
        var bad = Decoder.Decode(Capture(name), "--psk", file);

        Assert.Equal(2, line.Lines.Count(text => text.Contains(" AUTH(good) ")));
        Assert.Equal(2, tree.Lines.Count(text => text.StartsWith("    auth good, payload ")));
        Assert.Equal(2, bad.Lines.Count(text => text.Contains(
            " AUTH(bad: it is by no pre-shared key that is given) ")));
    }

    private static int Count(
        (string Name, SeenProof Proof)[] proofs, string payload, string check) =>
        proofs.Count(one => one.Proof.Payload == payload && one.Proof.Check == check);

    private static string Place((string Name, SeenProof Proof) one) =>
        $"{one.Name} {one.Proof.Packet}";

    private static (string Name, SeenProof Proof)[] Proofs(string name, string file) =>
        Proofs(name, "--psk", file);

    private static (string Name, SeenProof Proof)[] Proofs(
        string name, string option, string file)
    {
        var decoded = Decoder.Decode(Capture(name), "--json", option, file);
        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        return [.. SeenProof.Of(decoded.Lines).Select(proof => (name, proof))];
    }

    private static string Changed(TemporaryFolder folder, string name, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(Secrets(name)))!.AsObject();
        change(root);
        var file = folder.File(name + ".json");
        File.WriteAllText(file, root.ToJsonString());
        return file;
    }

    private static string Secrets(string name) => LabKeys.Of("secrets", name);

    private static string Capture(string name) => Path.Combine(Repository.Lab, name + ".pcap");
}
