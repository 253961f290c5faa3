namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// The gateway has begun, and strongSwan has two addresses (RFC 4555): where the one is silent the
/// gateway goes on at the other one, under the same IKE SA, and whoever takes over goes on there.
/// </summary>
[Collection(Lab.Second)]
public sealed class ChosenWayTests
{
    private const string One = "192.168.0.100";
    private const string Other = "192.168.0.101";

    [PeerFact]
    public async Task Where_one_address_of_a_peer_is_silent_the_gateway_goes_on_at_the_other()
    {
        using var lab = new Lab(hello: 500, hold: 2_000, hasPeer: true);
        lab.In("carol", "sysctl", "-qw", "net.ipv4.conf.all.promote_secondaries=1");
        lab.In("carol", "ip", "addr", "add", $"{Other}/24", "dev", "out");
        lab.Replace(
            $$"""
            {
              "name": "carol", "identity": "fqdn:carol.lab", "addresses": ["{{One}}", "{{Other}}"],
              "liveness": { "idle_after": "2s" },
              "child_sas": [{ "name": "net", "remote": ["{{Lab.Behind}}/32"] }]
            }
            """,
            "\"carol\": { \"start\": true, \"udp\": true, \"psk\": \"carol.psk\" }");
        var peer = new StrongSwan(lab);
        peer.Load(ike: "aes256gcm16-prfsha256-x25519", at: $"{One}, {Other}");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        Assert.Matches("generating IKE_AUTH response 1 .*N\\(MOBIKE_SUP\\)", peer.Log);
        AssertReaches(lab);
        var before = Assert.Single(peer.Children());
        using var wire = new EspTap(lab, "br-out", "udp port 4500 and src 192.168.0.5");

        lab.In("carol", "ip", "addr", "del", $"{One}/24", "dev", "out");
        await MovedAsync(alice, Other);
        await peer.UntilAsync(
            () => peer.Log.Contains("N(UPD_SA_ADDR)", StringComparison.Ordinal),
            "is told where it is");
        AssertReaches(lab);
        AssertStays(alice);

        // Whoever takes over sends there.
        await moon.UntilSyncedAsync();
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertReaches(lab);

        // And it goes back, where the other one is silent.
        lab.In("carol", "ip", "addr", "add", $"{One}/24", "dev", "out");
        lab.In("carol", "ip", "addr", "del", $"{Other}/24", "dev", "out");
        await MovedAsync(moon, One);
        AssertReaches(lab);
        AssertStays(moon);
        SeenEsp.AssertNothingTwice(wire.Packets());

        void AssertStays(LiveMember member)
        {
            var child = Assert.Single(peer.Children());
            Assert.True(
                child.Ike == before.Ike && peer.Beginnings() == 1,
                $"another IKE SA:\n{member.Journal}\n{peer.Log}");
        }
    }

    private static Task MovedAsync(LiveMember member, string to) => member.UntilAsync(
        _ => member.Journal.Contains($"carol: moves to {to}:4500", StringComparison.Ordinal),
        $"gone to {to}");

    /// <summary>In time: what is sent while the peer rekeys may be lost.</summary>
    private static void AssertReaches(Lab lab)
    {
        lab.In(
            "carol", "ping", "-c", "3", "-i", "0.2", "-w", "30", "-I", Lab.Behind, Lab.Inside);
        lab.In("dave", "ping", "-c", "3", "-i", "0.2", "-w", "30", Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
    }
}
