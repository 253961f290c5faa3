using System.Globalization;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Both members die at once (docs/adr/0080): keys are in memory alone, so no SA of before is used
/// any more, whatever was promised of it, and the peer gets new ones.
/// </summary>
[Collection(Lab.First)]
public sealed class BothDieTests
{
    private const string Sent = "udp port 4500 and src 192.168.0.5";

    [PeerFact]
    public async Task Of_two_that_die_at_once_no_SA_of_before_goes_on()
    {
        using var lab = new Lab(hello: 200, hold: 1_000, hasPeer: true);
        lab.Start("alice");
        lab.Start("moon");
        var peer = new StrongSwan(lab);
        peer.Load("aes256gcm16-prfsha256-x25519");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        using var first = new EspTap(lab, "br-out", Sent);
        Bulk.AssertAnswered(lab, Lab.Behind);
        var before = Assert.Single(peer.Children());
        var epoch = EpochOf(await alice.AskAsync());

        alice.Signal("KILL");
        moon.Signal("KILL");
        alice.Ended();
        moon.Ended();
        var sent = first.Packets();
        Assert.Contains(sent, packet => IsOf(packet, before));
        using var then = new EspTap(lab, "br-out", Sent);
        alice.Restart();
        moon.Restart();
        await peer.UntilAsync(
            () => peer.Children() is [var child] && child.Ike != before.Ike, "is begun anew");
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);

        var after = then.Packets();
        Assert.NotEmpty(after);
        Assert.DoesNotContain(after, packet => IsOf(packet, before));
        SeenEsp.AssertNothingTwice([.. sent, .. after]);
        JsonNode[] both = [await alice.AskAsync(), await moon.AskAsync()];
        var reigns = Assert.Single(both, one => one.Is("role", "active"));
        Assert.True(EpochOf(reigns).CompareTo(epoch) > 0, $"a reign of before: {reigns}");
    }

    private static (int Reign, int Member) EpochOf(JsonNode status) =>
        ((string)status["epoch"]!).Split('.') is [var reign, var member]
            ? (int.Parse(reign, CultureInfo.InvariantCulture),
                int.Parse(member, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"no epoch: {status}");

    private static bool IsOf(SeenEsp packet, PeerChild child) =>
        packet.FromGateway && packet.Spi == uint.Parse(
            child.In, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
