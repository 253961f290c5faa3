using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Cookies, further CHILD SAs, Deletes, questions whether the other one lives, rekeys with forward
/// secrecy: strongSwan begins, and the gateway does; a bulk transfer each way arrives whole.
/// </summary>
[Collection(Lab.First)]
public sealed class ExchangeTests
{
    private const string More = "10.2.0.2";
    private const int FloodOfGateway = 40;
    private const string Pfs = "\"pfs\": \"ecp256\", ";
    private const string Installed = "state=INSTALLED [^{}]*encr-keysize=128";

    [PeerFact]
    public async Task A_flooded_peer_asks_for_a_cookie_and_the_gateway_shows_it()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Start("alice");
        var peer = new StrongSwan(lab, cookiesFrom: 1);

        // The first group that the gateway offers: its first message is one that goes on.
        peer.Load("aes256gcm16-prfsha256-x25519");
        using var wire = new WireTap(lab, "br-out");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        AssertCarries(lab, Lab.Behind);
        var greeting = wire.Datagrams(500).First(IsGreeting);

        // One handshake that does not go on is enough for it.
        var from = peer.Log.Length;
        Flood(lab, "alice", "192.168.0.5", "192.168.0.100", greeting, 1);
        peer.Control("--terminate", "--ike", "lab");
        await peer.UntilAsync(
            () => peer.Log[from..].Contains(
                "generating IKE_SA_INIT response 0 [ N(COOKIE) ]", StringComparison.Ordinal)
                && peer.Log[from..].Contains(
                    "parsed IKE_SA_INIT request 0 [ N(COOKIE) SA KE", StringComparison.Ordinal)
                && peer.Children().Count == 1,
            "is begun with its cookie");
        AssertCarries(lab, Lab.Behind);
    }

    [PeerFact]
    public async Task A_flooded_gateway_asks_for_a_cookie_and_the_peer_shows_it()
    {
        using var lab = new Lab(hasPeer: true);
        var peer = new StrongSwan(lab);
        using var wire = new WireTap(lab, "br-out");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        peer.Connect();
        peer.Control("--terminate", "--ike", "lab");
        var greeting = wire.Datagrams(500).First(IsGreeting);

        var from = peer.Log.Length;
        Flood(lab, "carol", "192.168.0.100", "192.168.0.5", greeting, FloodOfGateway);
        peer.Control("--initiate", "--child", "net", "--timeout", "15");
        Assert.Contains("parsed IKE_SA_INIT response 0 [ N(COOKIE) ]", peer.Log[from..]);
        Assert.Contains("generating IKE_SA_INIT request 0 [ N(COOKIE) SA KE", peer.Log[from..]);
        AssertCarries(lab, Lab.Behind);
    }

    [PeerFact]
    public async Task A_peer_makes_another_CHILD_SA_and_deletes_it()
    {
        using var lab = WithTwo("");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.LoadAll(TwoChildren("aes128gcm16", ""));
        Begin(peer, "net");
        Begin(peer, "more");
        Assert.Equal(2, peer.Children().Count);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "told of both");
        AssertCarries(lab, Lab.Behind, More);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertAnswered(lab, More);
        AssertCarries(lab, Lab.Behind, More);
        peer.Control("--terminate", "--child", "more");
        Assert.Single(peer.Children());
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "with one CHILD SA");
        AssertCarries(lab, Lab.Behind);
    }

    [PeerFact]
    public async Task The_gateway_makes_all_that_are_wanted_and_again_what_has_ended()
    {
        using var lab = WithTwo("\"start\": true, ");
        var peer = new StrongSwan(lab);
        peer.LoadAll(TwoChildren("aes128gcm16", ""));
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilAsync(status => (int)status["child_sas"]! == 2, "with both");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "told of both");
        Assert.Equal(1, peer.IkeCount());
        AssertCarries(lab, Lab.Behind, More);
        var before = peer.Children();

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertAnswered(lab, More);
        AssertCarries(lab, Lab.Behind, More);
        Assert.Equal(before, peer.Children());

        // What the peer deletes is begun anew, and the other one stays.
        peer.Control("--terminate", "--child", "net");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "with one CHILD SA");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "with both again");
        Assert.Single(before.Intersect(peer.Children()));
        AssertCarries(lab, Lab.Behind, More);
    }

    [PeerFact]
    public async Task Rekeys_by_age_have_forward_secrecy_where_it_is_set_or_insisted_on()
    {
        // ecp256 is the first proposal of ours; the peer asks for curve25519; none by none. Without
        // it the peer refuses what has none, and names another one than that of the IKE SA.
        foreach (var (pfs, esp, group) in ((string, string, string?)[])[
            (Pfs, "aes128gcm16-ecp256", "ECP_256"),
            (Pfs, "aes128gcm16-curve25519", "CURVE_25519"), (Pfs, "aes128gcm16", null),
            ("", "aes128gcm16-curve25519", "CURVE_25519")])
        {
            using var lab = WithTwo(
                $"\"start\": true, {pfs}\"rekey_after\": 5, \"ike_rekey_after\": 0, ");
            var peer = new StrongSwan(lab);
            peer.LoadAll(TwoChildren(esp, "rekey_time = 0s\nlife_time = 90s"));
            var alice = new LiveMember(lab, "alice");
            await alice.UntilAsync(status => (int)status["child_sas"]! == 2, "with both");
            var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);
            await peer.UntilAsync(
                () => Regex.Count(alice.Journal, "CHILD SA [0-9a-f]+ ends") >= 2,
                () => $"is rekeyed: {alice.Journal}");
            transfer.Ended();
            AssertCarries(lab, Lab.Behind, More);

            // What was replaced is there for a moment still.
            await peer.UntilAsync(
                () => peer.Control("--list-sas", "--raw") is var said
                    && Regex.Count(said, Installed) == 2
                    && Regex.Count(said, $"{Installed} dh-group={group ?? "."}")
                        == (group is null ? 0 : 2),
                $"has one pair for each by '{group}': {peer.Control("--list-sas", "--raw")}");
        }
    }

    [PeerFact]
    public async Task The_gateway_asks_whether_a_silent_peer_lives_and_ends_what_does_not()
    {
        using var lab = WithTwo("");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var peer = new StrongSwan(lab);
        peer.LoadAll(TwoChildren("aes128gcm16", ""));
        Begin(peer, "net");
        var from = peer.Log.Length;
        await peer.UntilAsync(
            () => Regex.Count(peer.Log[from..], @"parsed INFORMATIONAL request \d+ \[ \]") >= 2
                && Regex.Count(
                    peer.Log[from..], @"generating INFORMATIONAL response \d+ \[ \]") >= 2,
            "is asked twice whether it lives");
        AssertCarries(lab, Lab.Behind);

        lab.Plugged("carol", "out", isIn: false);
        await alice.UntilAsync(status => (int)status["ike_sas"]! == 0, "without the IKE SA");
        lab.Plugged("carol", "out", isIn: true);
        peer.Control("--terminate", "--ike", "lab", "--force");
        Begin(peer, "net");
        AssertCarries(lab, Lab.Behind);
    }

    private static void AssertCarries(Lab lab, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            lab.In(
                "carol", "ping", "-c", "3", "-i", "0.05", "-W", "5", "-I", address, Lab.Inside);
            lab.In("dave", "ping", "-c", "3", "-i", "0.05", "-W", "5", address);
            Bulk.AssertWhole(lab, address);
        }
    }

    private static void Begin(StrongSwan peer, string child) =>
        peer.Control("--initiate", "--child", child, "--timeout", "15");

    /// <summary>A lab with two hosts behind the peer, each with a CHILD SA of its own.</summary>
    private static Lab WithTwo(string more)
    {
        var lab = new Lab(hasPeer: true);
        lab.In("carol", "ip", "addr", "add", $"{More}/32", "dev", "lo");
        lab.Replace(
            $$"""
            {
              "name": "carol", "identity": "fqdn:carol.lab", "addresses": ["192.168.0.100"],
              "liveness": { "idle_after": "2s", "retry_after": "0.5s", "sends_max": 4 },
              "child_sas": [
                { "name": "net", "remote": ["{{Lab.Behind}}/32"] },
                { "name": "more", "remote": ["{{More}}/32"] }
              ]
            }
            """,
            $"\"carol\": {{ {more}\"psk\": \"carol.psk\" }}");
        return lab;
    }

    private static string TwoChildren(string esp, string more) => StrongSwan.Connection(
        $$"""
        net {
          local_ts = {{Lab.Behind}}/32
          remote_ts = 10.1.0.0/16
          esp_proposals = {{esp}}
          {{more}}
        }
        more {
          local_ts = {{More}}/32
          remote_ts = 10.1.0.0/16
          esp_proposals = {{esp}}
          {{more}}
        }
        """,
        more: "rekey_time = 0s\nover_time = 90s");

    private static bool IsGreeting(byte[] octets) =>
        IkeFixedHeader.TryParse(octets, out var header, out _)
        && header.ExchangeType == ExchangeType.IkeSaInit.Value && !header.Flags.Response;

    /// <summary>Begins IKE SAs that nobody goes on with, each with another SPI.</summary>
    private static void Flood(
        Lab lab, string host, string from, string to, byte[] greeting, int count) => lab.In(
            host, "/usr/bin/python3", "-c", """
            import os, socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.bind((sys.argv[1], 0))
            for _ in range(int(sys.argv[4])):
                s.sendto(os.urandom(8) + bytes.fromhex(sys.argv[3]), (sys.argv[2], 500))
            """,
            from, to, Convert.ToHexString(greeting.AsSpan(8)),
            count.ToString(CultureInfo.InvariantCulture));
}
