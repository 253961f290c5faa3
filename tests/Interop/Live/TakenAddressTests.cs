using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// The gateway asks strongSwan for an address (RFC 7296 §2.19), which is its end of the CHILD SA:
/// the member that serves the peer has it, over a takeover and over rekeys, and without one there
/// is no IKE SA.
/// </summary>
[Collection(Lab.First)]
public sealed class TakenAddressTests
{
    private const string More = "10.2.0.2";

    [PeerFact]
    public async Task The_gateway_has_an_address_of_its_peer_and_keeps_it_over_a_takeover()
    {
        using var lab = WithTaker();
        var peer = new StrongSwan(lab);
        peer.LoadAll(Giver("pools = road", "addrs = 10.9.0.7/32"));
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilAsync(status => (int)status["child_sas"]! == 2, "connected");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "told of the CHILD SAs");
        Assert.Contains("where we are 10.9.0.7", alice.Journal);
        Assert.Matches(@"remote-vips=\[10\.9\.0\.7\]", peer.Control("--list-sas", "--raw"));
        AssertReaches(lab, "alice", Lab.Behind, More);
        Assert.False(Has(lab, "moon"));
        var before = peer.Children();

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertReaches(lab, "moon", Lab.Behind, More);
        Assert.Equal(before, peer.Children());

        // It is the end of whatever takes the place of the first pair, and of what the peer begins.
        foreach (var what in (string[][])[["--child", "net"], ["--ike", "lab"], ["--child", "net"]])
        {
            peer.Control(["--rekey", .. what]);
            await peer.UntilAsync(
                () => peer.Children() is { Count: 2 } now && now.Except(before).Any(),
                "has another pair");
            before = peer.Children();
            AssertReaches(lab, "moon", Lab.Behind);
        }

        peer.Control("--terminate", "--child", "more");
        peer.Control("--initiate", "--child", "more", "--timeout", "8");
        AssertReaches(lab, "moon", More);

        // The peer ends all, and it is asked for anew: another IKE SA, and the same address.
        peer.Control("--terminate", "--ike", "lab");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 2, "connected again");
        AssertReaches(lab, "moon", Lab.Behind, More);
        moon.Signal("TERM");
        Assert.Equal(0, moon.Ended());
        Assert.False(Has(lab, "moon"));
    }

    [PeerFact]
    public async Task Without_an_address_there_is_no_IKE_SA()
    {
        using var lab = WithTaker();
        var peer = new StrongSwan(lab);
        peer.LoadAll(Giver("", "addrs = 10.9.0.7/32"));
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        await peer.UntilAsync(
            () => Regex.IsMatch(peer.Log, "generating IKE_AUTH response .*N\\(INT_ADDR_FAIL\\)")
                && peer.Log.Contains("received DELETE for IKE_SA", StringComparison.Ordinal),
            "gives none, and is told that it ends");
        await alice.UntilAsync(status => (int)status["ike_sas"]! == 0, "without an IKE SA");
        Assert.Contains("carol: no IKE SA, again in", alice.Journal);

        // As soon as there is one to give it goes on.
        peer.LoadAll(Giver("pools = road", "addrs = 10.9.0.7/32"));
        await alice.UntilAsync(status => (int)status["child_sas"]! == 2, "connected");
        AssertReaches(lab, "alice", Lab.Behind, More);
    }

    /// <summary>Whatever the member begins itself begins at its address, and the peer may begin
    /// too; a bulk transfer each way arrives whole.</summary>
    private static void AssertReaches(Lab lab, string member, params string[] hosts)
    {
        for (var tries = 0; !Has(lab, member); tries++)
        {
            Assert.True(tries < 100, $"{member} has no address");
            Thread.Sleep(50);
        }

        foreach (var host in hosts)
        {
            lab.In(member, "ping", "-c", "3", "-i", "0.1", "-w", "20", "-I", "10.9.0.7", host);
            lab.In(member, "ping", "-c", "3", "-i", "0.1", "-w", "20", host);
            lab.In(
                "carol", "ping", "-c", "3", "-i", "0.1", "-w", "20", "-I", host, "10.9.0.7");
            Bulk.AssertWhole(lab, (member, "10.9.0.7"), ("carol", host));
        }
    }

    private static bool Has(Lab lab, string member) =>
        lab.In(member, "ip", "-4", "addr", "show").Contains(
            "inet 10.9.0.7/32", StringComparison.Ordinal);

    private static Lab WithTaker()
    {
        var lab = new Lab(hasPeer: true);
        lab.In("carol", "ip", "addr", "add", $"{More}/32", "dev", "lo");
        lab.Replace(
            $$"""
            {
              "name": "carol", "identity": "fqdn:carol.lab", "addresses": ["192.168.0.100"],
              "child_sas": [
                { "name": "net", "remote": ["{{Lab.Behind}}/32"] },
                { "name": "more", "remote": ["{{More}}/32"] }
              ]
            }
            """,
            "\"carol\": { \"start\": true, \"takes_address\": true, \"psk\": \"carol.psk\" }");
        return lab;
    }

    private static string Giver(string more, string pool) => $$"""
        {{StrongSwan.Connection(
            $$"""
            net {
              local_ts = {{Lab.Behind}}/32
              remote_ts = dynamic
              esp_proposals = aes128gcm16
            }
            more {
              local_ts = {{More}}/32
              remote_ts = dynamic
              esp_proposals = aes128gcm16
            }
            """,
            "aes256gcm16-prfsha256-x25519", more)}}
        pools {
          road {
            {{pool}}
          }
        }
        """;
}
