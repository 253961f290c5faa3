using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// strongSwan asks for addresses (RFC 7296 §2.19): each of its identities gets its own, over a
/// takeover and when it comes again, and nothing but that.
/// </summary>
[Collection(Lab.First)]
public sealed class AddressTests
{

    [PeerFact]
    public async Task Each_peer_has_its_address_whoever_serves_it_and_no_other_one()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Replace(
            $"{OfMember("carol")}, {OfMember("erin")}",
            $"{OfShell("carol")}, {OfShell("erin")}");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var moon = new LiveMember(lab, "moon");
        var peer = new StrongSwan(lab);
        peer.LoadAll(Connections(
            Connection("carol", "carol", "vips = 0.0.0.0"),
            Connection("erin", "erin", "vips = 0.0.0.0"),
            Connection("mute", "erin", "")));
        Begin(peer, "carol");
        Begin(peer, "erin");
        var (carol, erin) = (AddressOf(peer, "carol"), AddressOf(peer, "erin"));
        Assert.NotEqual(carol, erin);
        Assert.Matches("^10\\.2\\.0\\.[0-9]+$", carol);
        AssertAnswers(lab, carol, erin);
        Assert.Contains($"with {carol}", alice.Journal);

        // The other one takes over, and knows who has what.
        await moon.UntilSyncedAsync();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "told of the CHILD SAs");
        var before = peer.Children();
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertAnswers(lab, carol, erin);
        Assert.Equal(before, peer.Children());
        peer.Control("--terminate", "--ike", "carol");
        Begin(peer, "carol");
        Assert.Equal(carol, AddressOf(peer, "carol"));
        AssertAnswers(lab, carol, erin);

        // Nobody takes the address of another, nor any without asking.
        peer.LoadAll(Connections(
            Connection("carol", "carol", "vips = 0.0.0.0"),
            Connection("thief", "erin", "vips = 0.0.0.0", $"local_ts = {carol}/32"),
            Connection("mute", "erin", "", $"local_ts = {erin}/32")));
        peer.Control("--terminate", "--ike", "erin");
        Assert.Throws<InvalidOperationException>(() => Begin(peer, "thief"));
        Assert.Throws<InvalidOperationException>(() => Begin(peer, "mute"));
        Assert.Contains("received TS_UNACCEPTABLE notify", peer.Log);
        Assert.Contains("received FAILED_CP_REQUIRED notify", peer.Log);
        AssertAnswers(lab, carol);
    }

    private static void AssertAnswers(Lab lab, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            Bulk.AssertAnswered(lab, address);
            Bulk.AssertWhole(lab, address);
        }
    }

    private static void Begin(StrongSwan peer, string name) =>
        peer.Control("--initiate", "--child", name, "--timeout", "10");

    private static string AddressOf(StrongSwan peer, string name) => Regex.Match(
        peer.Control("--list-sas", "--raw"),
        name + @" \{uniqueid[^{}]*local-vips=\[([0-9.]+)\]").Groups[1].Value;

    private static string OfMember(string name) => $$"""
        {
          "name": "{{name}}", "identity": "fqdn:{{name}}.lab", "addresses": ["192.168.0.100"],
          "child_sas": [{ "name": "net", "remote": ["10.2.0.0/16"] }]
        }
        """;

    private static string OfShell(string name) =>
        $"\"{name}\": {{ \"psk\": \"carol.psk\", \"pool\": \"10.2.0.0/24\" }}";

    private static string Connections(params string[] all) => $$"""
        connections {
        {{string.Join("\n", all)}}
        }
        secrets {
          ike-1 {
            secret = "{{Lab.Psk}}"
          }
        }
        """;

    private static string Connection(
        string name, string identity, string more, string child = "") => $$"""
        {{name}} {
          version = 2
          {{more}}
          local_addrs = 192.168.0.100
          remote_addrs = 192.168.0.5
          proposals = aes256gcm16-prfsha256-ecp256
          local {
            auth = psk
            id = {{identity}}.lab
          }
          remote {
            auth = psk
            id = mars.lab
          }
          children {
            {{name}} {
              {{child}}
              remote_ts = 10.1.0.0/16
              esp_proposals = aes128gcm16
            }
          }
        }
        """;
}
