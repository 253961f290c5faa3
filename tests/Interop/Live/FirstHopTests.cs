using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// The first hop in its other forms: HSRP of version 1, RFC 2281, and groups with the MAC address
/// of their cards, which say by ARP who has the address now.
/// </summary>
[Collection(Lab.Second)]
public sealed class FirstHopTests
{
    private const int Ip = 14;
    private const int Udp = Ip + 20;
    private const int Hsrp = Udp + 8;

    [PeerFact]
    public async Task Version_1_gives_both_addresses_over_and_a_tunnel_goes_on()
    {
        using var lab = new Lab(hello: 1_000, hold: 3_000, hasPeer: true);
        lab.ChangeMembers(text => text
            .Replace("\"version\": \"v2\"", "\"version\": \"v1\"", StringComparison.Ordinal)
            .Replace(
                "\"authentication\": { \"md5_key_id\": 7 }",
                "\"authentication\": { \"password\": \"a word\" }", StringComparison.Ordinal));
        using var outside = new EspTap(lab, "br-out", "udp port 1985");
        using var inside = new EspTap(lab, "br-in", "udp port 1985");
        await PlayAsync(lab, (_, _) => "00:00:0c:07:ac:01");

        foreach (var frames in (IReadOnlyList<byte[]>[])[outside.Frames(), inside.Frames()])
        {
            // To all routers, version 0 on the wire; state 16 is Active, RFC 2281 §5.1.
            Assert.True(frames.Count > 6);
            Assert.All(frames, frame => Assert.Equal(
                [224, 0, 0, 2, 0],
                [.. frame.AsSpan(Ip + 16, 4), frame[Hsrp]]));
            Assert.Equal(
                2, frames.Where(frame => frame[Hsrp + 2] == 16)
                    .Select(frame => frame[Ip + 15]).Distinct().Count());
        }

        Assert.All(outside.Frames(), frame => Assert.Equal(
            "a word\0\0"u8, frame.AsSpan(Hsrp + 8, 8)));
    }

    [PeerFact]
    public async Task With_the_MAC_addresses_of_cards_hosts_hear_by_ARP_who_has_the_address()
    {
        using var lab = new Lab(hasPeer: true);
        lab.ChangeMembers(text => text.Replace(
            "\"version\": \"v2\"", "\"use_burned_in_address\": true, \"version\": \"v2\"",
            StringComparison.Ordinal));
        await PlayAsync(lab, CardOf);
        Assert.DoesNotContain("hsrp", lab.In("moon", "ip", "-br", "link"));
    }

    /// <summary>A tunnel goes by the one member and then by the other, and back.</summary>
    private static async Task PlayAsync(Lab lab, Func<Lab, string, string> macOf)
    {
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        var before = peer.Connect();
        foreach (var (active, standby) in ((LiveMember, LiveMember)[])[
            (alice, moon), (moon, alice)])
        {
            await standby.UntilAsync(
                status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
            lab.In("carol", "ping", "-c", "1", "-W", "5", "192.168.0.5");
            Assert.Equal(macOf(lab, active.Name), NeighbourOf(lab));
            Carries(lab);

            // Nobody asks for the address meanwhile: whoever has it says so.
            active.Signal("KILL");
            await standby.UntilActiveAsync();
            await peer.UntilAsync(
                () => NeighbourOf(lab) == macOf(lab, standby.Name),
                $"hears who has the address: {NeighbourOf(lab)}");
            Carries(lab);
            Assert.DoesNotContain(
                " 192.168.0.5/32", lab.In(active.Name, "ip", "-br", "addr", "show", "up"));
            Assert.Equal(before, Assert.Single(peer.Children()));
            active.Ended();
            active.Restart();
            await active.UntilSyncedAsync();
        }
    }

    private static void Carries(Lab lab)
    {
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
    }

    private static string NeighbourOf(Lab lab) => Regex.Match(
        lab.In("carol", "ip", "neigh", "show", "192.168.0.5"), "lladdr ([0-9a-f:]+)")
        .Groups[1].Value;

    private static string CardOf(Lab lab, string member) => (string)JsonNode.Parse(
        lab.In(member, "ip", "-j", "link", "show", "out"))![0]!["address"]!;
}
