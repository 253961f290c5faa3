using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// SAs are rekeyed by either side while packets pass, and while members are killed.
/// </summary>
[Collection(Lab.First)]
public sealed class RekeyTests
{
    [PeerFact]
    public async Task Rekeys_of_the_peer_lose_nothing_and_leave_one_pair()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            esp: "aes128gcm16-ecp256", more: "rekey_time = 5s\nover_time = 90s\nrand_time = 0s",
            child: "rekey_time = 2s\nlife_time = 90s\nrand_time = 0s");
        var before = peer.Connect();
        using var wire = new EspTap(lab, "br-out", "udp port 4500", SeenEsp.Enough);
        var pings = new Pings(lab, "carol", Lab.Inside, "0.02", Lab.Behind);
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);
        await peer.UntilAsync(
            () => Count(alice, "CHILD SA [0-9a-f]+ ends") >= 4
                && Count(alice, "stands, at where it was") >= 2,
            "rekeys four times");

        // The peer, too, changes its SAs under way.
        transfer.Ended();
        pings.LongestSilence();
        Assert.InRange(pings.Lost(), 0, 1);
        Assert.Equal(0, Count(alice, "withdrawn"));
        Assert.NotEqual(before, Assert.Single(peer.Children()));
        SeenEsp.AssertNothingTwice(wire.Packets());
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of one CHILD SA");
        Assert.Equal(0, Count(moon, "differs"));
    }

    [PeerFact]
    public async Task Who_is_killed_among_rekeys_leaves_one_pair()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            more: "rekey_time = 3s\nover_time = 90s\nrand_time = 0s",
            child: "rekey_time = 1s\nlife_time = 90s\nrand_time = 0s");
        peer.Connect();
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        foreach (var (active, standby) in ((LiveMember, LiveMember)[])[
            (alice, moon), (moon, alice)])
        {
            await standby.UntilAsync(
                status => (int)status["child_sas"]! > 0, "told of the CHILD SA");
            await Task.Delay(1_500);
            active.Signal("KILL");
            await standby.UntilActiveAsync();
            Bulk.AssertAnswered(lab, Lab.Behind);
            Bulk.AssertWhole(lab, Lab.Behind);
            await peer.UntilAsync(() => peer.Children().Count == 1, "has one pair");
            active.Ended();
            active.Restart();
            await active.UntilSyncedAsync();
        }

        SeenEsp.AssertNothingTwice(wire.Packets());
    }

    [PeerFact]
    public async Task Our_rekeys_by_age_lose_nothing()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Rekey(afterSeconds: 5, ikeAfterSeconds: 8);
        var (alice, _) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            more: "rekey_time = 0s\nover_time = 90s",
            child: "rekey_time = 0s\nlife_time = 90s");
        var before = peer.Connect();
        using var wire = new EspTap(lab, "br-out", "udp port 4500", SeenEsp.Enough);
        var pings = new Pings(lab, "carol", Lab.Inside, "0.02", Lab.Behind);
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);
        await peer.UntilAsync(
            () => Count(alice, "CHILD SA [0-9a-f]+ ends") >= 2
                && Count(alice, "stands, at where it was") >= 1,
            "is rekeyed");
        transfer.Ended();
        pings.LongestSilence();
        Assert.InRange(pings.Lost(), 0, 1);
        Assert.Equal(0, Count(alice, "withdrawn"));
        Assert.NotEqual(before, Assert.Single(peer.Children()));

        // Behind a Delete of ours that ended what was replaced.
        Assert.Matches(@"received DELETE for ESP CHILD_SA", peer.Log);
        Assert.Matches(@"received DELETE for IKE_SA lab\[[0-9]+\]", peer.Log);
        Bulk.AssertWhole(lab, Lab.Behind);
        SeenEsp.AssertNothingTwice(wire.Packets());
    }

    /// <summary>RFC 7296 §2.8: an SA of which no rekey comes about is not used for ever. The peer
    /// wants a group for CHILD SAs that the gateway does not have, which the first one needs not. The
    /// IKE SA is rekeyed meanwhile, and the CHILD SA goes with it.</summary>
    [PeerFact]
    public async Task An_SA_whose_rekeys_are_refused_ends_by_a_Delete_and_comes_anew()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Start("alice");
        lab.Rekey(afterSeconds: 5, ikeAfterSeconds: 20);
        var peer = new StrongSwan(lab);
        const string never = "rekey_time = 0s\nlife_time = 900s";
        peer.Load(esp: "aes128gcm16-modp3072", more: "rekey_time = 0s", child: never);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        var before = Assert.Single(peer.Children());
        Bulk.AssertWhole(lab, Lab.Behind);
        await peer.UntilAsync(
            () => peer.Log.Contains("NO_PROP", StringComparison.Ordinal)
                || peer.Log.Contains("INVAL_KE", StringComparison.Ordinal),
            "refuses a rekey");
        Assert.Equal(before, Assert.Single(peer.Children()));
        await alice.UntilAsync(_ => Count(alice, "stands, at where it was") >= 1, "rekeyed");
        var time = System.Diagnostics.Stopwatch.StartNew();
        while (peer.Children().Count > 0)
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(90), alice.Journal);
            await Task.Delay(500);
        }

        Assert.Contains("has lived long enough, and ends", alice.Journal);
        Assert.Matches("received DELETE for ESP CHILD_SA", peer.Log);

        // An IKE SA stays, and what is wanted under it comes as soon as the peer agrees.
        peer.Load(esp: "aes128gcm16", more: "rekey_time = 0s", child: never);
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "with another one");
        Assert.NotEqual(before, peer.Children()[0]);
        Bulk.AssertWhole(lab, Lab.Behind);
    }

    private static int Count(LiveMember member, string pattern) =>
        Regex.Count(member.Journal, pattern);
}
