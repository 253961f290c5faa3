using System.Globalization;
using System.Text;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// strongSwan and the gateway prove themselves by certificates: RSA, ECDSA behind an authority
/// between, Ed25519; either side begins. Whoever has a certificate of another authority stays out.
/// </summary>
[Collection(Lab.First)]
public sealed class AuthenticationTests
{

    private static readonly Peer[] Peers =
    [
        // Who begins, by what carol proves herself, and by what mars does.
        new("rsa", "rsa", "rsa") { Scheme = "ike:rsa/pss-sha512" },
        new("ecdsa", "ecdsa", "ecdsa"),
        new("ed25519", "ed25519", "ed25519"),
        new("rsa-b", "rsa", "rsa") { IsOurs = true, Padding = "pkcs1" },
        new("ecdsa-b", "ecdsa", "ecdsa") { IsOurs = true },
        new("ed25519-b", "ed25519", "ed25519") { IsOurs = true },
        new("mixed", "psk", "ed25519"),
        new("mixed-b", "ecdsa", "psk") { IsOurs = true },
        new("forged", "forged", "ecdsa"),
        new("forged-b", "forged", "ecdsa") { IsOurs = true },
    ];

    private sealed record Peer(string Name, string Theirs, string Ours)
    {
        public bool IsOurs { get; init; }

        public string Scheme { get; init; } = "pubkey";

        public string Padding { get; init; } = "pss";

        public bool IsForged => Theirs == "forged";
    }

    [PeerFact]
    public async Task Certificates_prove_both_sides_whoever_begins_and_those_of_others_do_not()
    {
        using var lab = new Lab(hasPeer: true);
        WriteFiles(lab);
        lab.Replace(
            string.Join(",\n", Peers.Select(OfMember)), string.Join(",\n", Peers.Select(OfShell)));
        for (var at = 0; at < Peers.Length; at++)
        {
            lab.In("carol", "ip", "addr", "add", $"{Behind(at)}/32", "dev", "lo");
        }

        var peer = new StrongSwan(lab);
        peer.LoadAll(Connections());
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        await alice.UntilAsync(
            status => (int)status["child_sas"]! == Peers.Count(one => one.IsOurs && !one.IsForged),
            "has begun all that it has to");
        foreach (var one in Peers.Where(one => !one.IsOurs))
        {
            if (one.IsForged)
            {
                Assert.Throws<InvalidOperationException>(() => Begin(peer, one));
            }
            else
            {
                Begin(peer, one);
            }
        }

        for (var at = 0; at < Peers.Length; at++)
        {
            if (!Peers[at].IsForged)
            {
                lab.In("carol", "ping", "-c", "2", "-i", "0.05", "-W", "5", "-I", Behind(at), Lab.Inside);
            }
        }

        Assert.Equal(
            Peers.Count(one => !one.IsForged), (int)(await alice.AskAsync())["child_sas"]!);
        foreach (var name in (string[])["forged", "forged-b"])
        {
            Assert.Matches(
                $"{name}, at 192.168.0.100:[0-9]+, is not believed: no authority of ours vouches "
                    + $"for its certificate: CN={name}, signed by CN=between",
                alice.Journal);
        }

        Assert.Contains("received AUTHENTICATION_FAILED notify error", peer.Log);

        // Whom we do not believe learns it too, and has no SA left; the next attempt is later.
        for (var tries = 0; peer.Control("--list-sas", "--raw").Contains("forged"); tries++)
        {
            Assert.True(tries < 100, "strongSwan has an SA that is none here");
            await Task.Delay(50);
        }

        Assert.Contains("authentication of 'mars.lab' with RSA_EMSA_PSS_SHA2_256", peer.Log);
        Assert.Contains("authentication of 'mars.lab' with RSA_EMSA_PKCS1_SHA2_256", peer.Log);
        Assert.Contains("authentication of 'mars.lab' with ECDSA_WITH_SHA256_DER", peer.Log);
        Assert.Contains("authentication of 'mars.lab' with ED25519", peer.Log);
        Assert.Contains("with RSA_EMSA_PSS_SHA2_512", peer.Log);
    }

    private static void Begin(StrongSwan peer, Peer one) =>
        peer.Control("--initiate", "--child", one.Name, "--timeout", "10");

    private static string Behind(int at) =>
        $"10.2.{(at + 1).ToString(CultureInfo.InvariantCulture)}.1";

    private static string OfMember(Peer one, int at) => $$"""
        {
          "name": "{{one.Name}}", "identity": "fqdn:{{one.Name}}.lab", "addresses": ["192.168.0.100"],
          "child_sas": [{ "name": "net", "remote": ["{{Behind(at)}}/32"] }]
        }
        """;

    private static string OfShell(Peer one)
    {
        var fields = new List<string>();
        if (one.Theirs == "psk" || one.Ours == "psk")
        {
            fields.Add("\"psk\": \"carol.psk\"");
        }

        if (one.Ours != "psk")
        {
            fields.Add($"\"certificate\": \"mars-{one.Ours}.pem\"");
            fields.Add($"\"key\": \"mars-{one.Ours}.key\"");
            fields.Add($"\"rsa_padding\": \"{one.Padding}\"");
        }

        if (one.Theirs != "psk")
        {
            fields.Add($"\"authority\": \"ca-{(one.IsForged ? "ecdsa" : one.Theirs)}.pem\"");
        }

        fields.Add($"\"start\": {(one.IsOurs ? "true" : "false")}");
        return $"\"{one.Name}\": {{ {string.Join(", ", fields)} }}";
    }

    private static string Connections()
    {
        var text = new StringBuilder("connections {\n");
        for (var at = 0; at < Peers.Length; at++)
        {
            var one = Peers[at];
            text.Append(CultureInfo.InvariantCulture, $$"""
                {{one.Name}} {
                  version = 2
                  local_addrs = 192.168.0.100
                  remote_addrs = 192.168.0.5
                  proposals = aes256gcm16-prfsha256-ecp256
                  local {
                    auth = {{(one.Theirs == "psk" ? "psk" : one.Scheme)}}
                    {{(one.Theirs == "psk" ? "" : $"certs = {one.Name}.pem")}}
                    id = {{one.Name}}.lab
                  }
                  remote {
                    auth = {{(one.Ours == "psk" ? "psk" : "pubkey")}}
                    {{(one.Ours == "psk" ? "" : $"cacerts = ca-{one.Ours}.pem")}}
                    id = mars.lab
                  }
                  children {
                    {{one.Name}} {
                      local_ts = {{Behind(at)}}/32
                      remote_ts = 10.1.0.0/16
                      esp_proposals = aes128gcm16
                    }
                  }
                }

                """);
        }

        return text.Append(CultureInfo.InvariantCulture, $$"""
            }
            secrets {
              ike-1 {
                secret = "{{Lab.Psk}}"
              }
            }
            """).ToString();
    }

    /// <summary>An authority for each kind of key, and one that only says it is; what they signed.
    /// </summary>
    private static void WriteFiles(Lab lab)
    {
        foreach (var folder in (string[])["x509", "x509ca", "pkcs8"])
        {
            Directory.CreateDirectory(Path.Combine(lab.Folder, folder));
        }

        foreach (var kind in (string[])["rsa", "ecdsa", "ed25519", "forged"])
        {
            // The forged one has the name of another, and another key.
            var key = kind == "forged" ? "ecdsa" : kind;
            var root = PeerAuthority.Root(key, $"CN=ca-{key}");
            var hasBetween = key == "ecdsa";
            var signer = hasBetween
                ? PeerAuthority.Make("p384", "CN=between", root, new() { IsAuthority = true })
                : root;
            if (kind != "forged")
            {
                Write(lab, $"ca-{kind}.pem", root.Pem);
                Write(lab, $"x509ca/ca-{kind}.pem", root.Pem);
                var mars = PeerAuthority.Make(
                    key, "CN=mars", signer, new() { Names = [PeerAuthority.Dns("mars.lab")] });
                Write(lab, $"mars-{kind}.pem", mars.Pem + (hasBetween ? signer.Pem : ""));
                Write(lab, $"mars-{kind}.key", mars.KeyPem);
                lab.In("net", "chmod", "600", Path.Combine(lab.Folder, $"mars-{kind}.key"));
            }

            if (hasBetween)
            {
                Write(lab, $"x509ca/between-{kind}.pem", signer.Pem);
            }

            foreach (var one in Peers.Where(one => one.Theirs == kind))
            {
                var carol = PeerAuthority.Make(
                    key, $"CN={one.Name}", signer,
                    new() { Names = [PeerAuthority.Dns($"{one.Name}.lab")] });
                Write(lab, $"x509/{one.Name}.pem", carol.Pem);
                Write(lab, $"pkcs8/{one.Name}.pem", carol.KeyPem);
            }
        }
    }

    private static void Write(Lab lab, string file, string text) =>
        File.WriteAllText(Path.Combine(lab.Folder, file), text);
}
