using Holdfast.Protocol.Hsrp;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// A member stands still, is replaced, and wakes with the packets of both sides in its queues: it
/// asks whether it still reigns before it does anything with them, and it does not. Both wires are
/// watched where its own cables end, whatever MAC address it might use.
/// </summary>
[Collection(Lab.Second)]
public sealed class WokenTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    [PeerFact]
    public async Task Who_stood_still_says_and_carries_nothing_as_active_once_it_wakes()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        using var wire = new EspTap(lab, "br-out", "udp port 4500", SeenEsp.Enough);
        var fromOutside = new Pings(lab, "carol", Lab.Inside, "0.01", Lab.Behind);
        var fromInside = new Pings(lab, "dave", Lab.Behind, "0.01");

        using var outside = new CableTap(lab, "alice", "out");
        using var inside = new CableTap(lab, "alice", "in");
        await Task.Delay(Hold / 4);

        alice.Signal("STOP");
        var reign = (await moon.UntilActiveAsync()).Reign();
        var wakes = DateTime.UtcNow;
        alice.Signal("CONT");
        var woken = await alice.UntilSyncedAsync();
        await Task.Delay(2 * Hold);

        Assert.Equal(reign, (await moon.AskAsync()).Reign());
        AssertStandsBy(outside.Said(), wakes, "192.168.0.1", "esp");
        AssertStandsBy(inside.Said(), wakes, "10.1.0.1", "icmp");
        Assert.InRange((int)woken["guard_drops"]!, 1, int.MaxValue);

        // Packets did wait for it.
        Assert.True((long?)woken["traffic"]!["drops"]!["closed"] > 10, $"{woken}");
        fromOutside.LongestSilence();
        fromInside.LongestSilence();
        Assert.Equal((0, 0), (fromOutside.Disorder().Duplicates, fromInside.Disorder().Duplicates));
        Assert.Equal(before, Assert.Single(peer.Children()));
        SeenEsp.AssertNothingTwice(wire.Packets(), before);
    }

    /// <summary>It asks who has an address from its own one, says Hellos that are no active
    /// router's, and a Resign at most: no ESP, no IKE, no packet of a host, no claim.</summary>
    /// <param name="said">What it has said by a cable, all the time.</param>
    /// <param name="wakes">When it wakes.</param>
    /// <param name="own">Its own address there.</param>
    /// <param name="carried">What it carried there while it reigned.</param>
    private static void AssertStandsBy(
        IReadOnlyList<SaidFrame> said, DateTime wakes, string own, string carried)
    {
        Assert.Contains(said, one => one.At < wakes && one.What == carried);
        var since = said.Where(one => one.At >= wakes).ToList();
        Assert.Contains(since, one => one.Hsrp is { IsActive: false });
        Assert.All(since, one => Assert.True(
            one.Source == own && !one.IsVirtual && one.What switch
            {
                "arp" or "igmp" => true,
                "hsrp" => one.Hsrp is { } hsrp && (hsrp.Opcode == HsrpOpcode.Resign.Value
                    || (hsrp.Opcode == HsrpOpcode.Hello.Value && !hsrp.IsActive)),
                _ => false,
            },
            $"on {own}: {one}"));
    }
}
