using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>strongSwan speaks IKEv1: main and aggressive mode with a shared key, quick mode with
/// and without forward secrecy, DPD both ways, in either role, and over a takeover.</summary>
[Collection(Lab.Second)]
public sealed class Ikev1Tests
{
    private const string Ike = "aes256-sha256-ecp256";

    [PeerFact]
    public async Task Main_mode_makes_SAs_that_a_takeover_keeps_with_all_that_follows()
    {
        using var lab = Old("");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            Ike, "aes128gcm16-modp2048", more: "dpd_delay = 1s\nover_time = 90s", version: 1);
        var before = peer.Connect();
        AssertCarries(lab);
        Assert.Contains("by IKEv1", alice.Journal);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        await peer.UntilAsync(() => Answers(peer) >= 2, "hears two answers to R-U-THERE");

        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertCarries(lab);
        Assert.Equal(before, Assert.Single(peer.Children()));
        SeenEsp.AssertNothingTwice(wire.Packets());
        var heard = Answers(peer);
        await peer.UntilAsync(() => Answers(peer) >= heard + 2, "hears two more");

        // What follows goes on under the SA that another member has made.
        peer.Control("--rekey", "--child", "net");
        await peer.UntilAsync(
            () => peer.Children() is [var after] && after != before, "has another CHILD SA");
        AssertCarries(lab);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "with one CHILD SA");
        peer.Control("--rekey", "--ike", "lab");
        await peer.UntilAsync(
            () => moon.Journal.Contains("by IKEv1", StringComparison.Ordinal),
            "makes another ISAKMP SA");
        AssertCarries(lab);
        peer.Control("--terminate", "--ike", "lab");
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == 0, "without the CHILD SA");
        Assert.DoesNotContain("differs", moon.Journal);
    }

    [PeerFact]
    public async Task Aggressive_mode_is_taken_where_it_is_set_and_a_dead_peer_is_noticed()
    {
        using var lab = Old("\"aggressive\": true, ");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var peer = new StrongSwan(lab);
        foreach (var esp in (string[])["aes256-sha256", "aes128gcm16-ecp256"])
        {
            peer.Load(Ike, esp, more: "aggressive = yes", version: 1);
            peer.Connect();
            AssertCarries(lab);
            peer.Control("--terminate", "--ike", "lab");
            Assert.Empty(peer.Children());
            await alice.UntilAsync(
                status => (int)status["child_sas"]! == 0, "without a CHILD SA");
        }

        // Main mode has no key here, and other suites none at all.
        peer.Load(Ike, version: 1);
        Assert.Throws<InvalidOperationException>(() => peer.Connect());
        peer.Load("aes128-sha1-modp1024", more: "aggressive = yes", version: 1);
        Assert.Throws<InvalidOperationException>(() => peer.Connect());
        Assert.Contains("NO_PROP", peer.Log);

        peer.Load(Ike, more: "aggressive = yes", version: 1);
        peer.Connect();
        await peer.UntilAsync(
            () => Regex.Count(peer.Log, @"N\(DPD\)") >= 2, "is asked whether it lives");
        lab.Plugged("carol", "out", isIn: false);
        await alice.UntilAsync(status => (int)status["ike_sas"]! == 0, "without the SA");
        await peer.UntilAsync(
            () => alice.Journal.Contains("nothing answers R-U-THERE", StringComparison.Ordinal),
            () => $"is dead: {alice.Journal}");
    }

    [PeerFact]
    public async Task What_the_gateway_begins_is_rekeyed_by_age_and_begun_anew()
    {
        using var lab = Old("\"start\": true, \"pfs\": \"modp2048\", \"rekey_after\": 5, "
            + "\"ike_rekey_after\": 8, ");
        var peer = new StrongSwan(lab);
        peer.Load(
            Ike, "aes128gcm16-modp2048", more: "rekey_time = 0s\nreauth_time = 0s",
            child: "rekey_time = 0s\nlife_time = 90s", version: 1);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        var before = Assert.Single(peer.Children());
        var pings = new Pings(lab, "carol", Lab.Inside, "0.02", Lab.Behind);
        await peer.UntilAsync(
            () => Regex.Count(alice.Journal, "CHILD SA [0-9a-f]+ ends") >= 2
                && Regex.Count(alice.Journal, "stands, at") >= 2,
            () => $"is rekeyed: {alice.Journal}");
        pings.LongestSilence();
        Assert.InRange(pings.Lost(), 0, 1);
        Assert.DoesNotContain(before, peer.Children());

        // What the peer deletes is begun anew.
        peer.Control("--terminate", "--ike", "lab");
        await peer.UntilAsync(() => peer.Children().Count == 1, "has a new tunnel");
        AssertCarries(lab);
    }

    [PeerFact]
    public async Task RSA_signatures_prove_both_sides_whoever_begins_and_those_of_others_do_not()
    {
        foreach (var (name, begins) in ((string, bool)[])
            [("carol", false), ("carol", true), ("forged", false)])
        {
            using var lab = new Lab(hasPeer: true);
            WriteCertificates(lab, name);
            Replace(
                lab, $"\"start\": {(begins ? "true" : "false")}, \"pfs\": \"ecp256\", "
                    + "\"certificate\": \"mars-rsa.pem\", \"key\": \"mars-rsa.key\", "
                    + "\"authority\": \"ca-rsa.pem\"");
            var peer = new StrongSwan(lab);
            peer.LoadAll(Signing(name));
            var (alice, moon) = await LiveMember.PairAsync(lab);
            if (name == "forged")
            {
                Assert.Throws<InvalidOperationException>(() => peer.Connect());
                Assert.Contains("no authority of ours", alice.Journal);
                continue;
            }

            if (!begins)
            {
                peer.Connect();
            }

            await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
            AssertCarries(lab);
            Assert.Contains("by IKEv1", alice.Journal);
            Assert.Contains("authentication of 'mars.lab' with RSA", peer.Log);

            await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of it");
            var before = Assert.Single(peer.Children());
            alice.Signal("KILL");
            await moon.UntilActiveAsync();
            AssertCarries(lab);
            Assert.Equal(before, Assert.Single(peer.Children()));
        }
    }

    private static void WriteCertificates(Lab lab, string name)
    {
        foreach (var folder in (string[])["x509", "x509ca", "pkcs8"])
        {
            Directory.CreateDirectory(Path.Combine(lab.Folder, folder));
        }

        var root = PeerAuthority.Root("rsa", "CN=ca-rsa");
        Write("ca-rsa.pem", root.Pem);
        Write("x509ca/ca-rsa.pem", root.Pem);
        var mars = PeerAuthority.Make(
            "rsa", "CN=mars", root, new() { Names = [PeerAuthority.Dns("mars.lab")] });
        Write("mars-rsa.pem", mars.Pem);
        Write("mars-rsa.key", mars.KeyPem);
        lab.In("net", "chmod", "600", Path.Combine(lab.Folder, "mars-rsa.key"));

        // The forged one is of another authority of that name.
        var signer = name == "forged" ? PeerAuthority.Root("rsa", "CN=ca-rsa") : root;
        var own = PeerAuthority.Make(
            "rsa", $"CN={name}", signer, new() { Names = [PeerAuthority.Dns("carol.lab")] });
        Write($"x509/{name}.pem", own.Pem);
        Write($"pkcs8/{name}.pem", own.KeyPem);

        void Write(string file, string text) =>
            File.WriteAllText(Path.Combine(lab.Folder, file), text);
    }

    private static string Signing(string certificate) => $$"""
        connections {
          lab {
            version = 1
            local_addrs = 192.168.0.100
            remote_addrs = 192.168.0.5
            proposals = {{Ike}}
            local {
              auth = pubkey
              certs = {{certificate}}.pem
              id = carol.lab
            }
            remote {
              auth = pubkey
              cacerts = ca-rsa.pem
              id = mars.lab
            }
            children {
              net {
                local_ts = {{Lab.Behind}}/32
                remote_ts = 10.1.0.0/16
                esp_proposals = aes128gcm16-ecp256
              }
            }
          }
        }
        """;

    private static void AssertCarries(Lab lab)
    {
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
    }

    private static int Answers(StrongSwan peer) =>
        Regex.Count(peer.Log, @"parsed INFORMATIONAL_V1 request .*N\(DPD_ACK\)");

    /// <summary>A lab whose peer speaks IKEv1.</summary>
    private static Lab Old(string more)
    {
        var lab = new Lab(hasPeer: true);
        Replace(lab, $"{more}\"psk\": \"carol.psk\"");
        return lab;
    }

    private static void Replace(Lab lab, string credentials) => lab.Replace(
            """
            {
              "name": "carol", "version": "v1", "identity": "fqdn:carol.lab",
              "addresses": ["192.168.0.100"],
              "dpd": {
                "mode": "periodic", "worry_after": "3s", "retry_after": "1s",
                "backoff_percent": 100, "probes_max": 5
              },
              "child_sas": [{ "name": "net", "remote": ["10.2.0.1/32"] }]
            }
            """,
            $"\"carol\": {{ {credentials} }}");
}
