namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// strongSwan builds its tunnel to the virtual address, and packets pass by the member that reigns.
/// </summary>
[Collection(Lab.First)]
public sealed class TunnelTests
{
    [PeerFact]
    public async Task Packets_pass_and_nothing_of_them_is_seen_outside()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        using var clear = new EspTap(lab, "br-out", "icmp and net 10.0.0.0/8");

        // Before there is an SA too.
        Assert.Throws<InvalidOperationException>(
            () => lab.In("dave", "ping", "-c", "2", "-W", "1", Lab.Behind));
        peer.Connect();
        lab.In("carol", "ping", "-c", "20", "-i", "0.02", "-W", "5", "-I", Lab.Behind, Lab.Inside);

        Assert.Empty(clear.Frames());
        Assert.Equal(1, (int)(await alice.AskAsync())["child_sas"]!);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        Assert.DoesNotContain("differs", moon.Journal);

        // What is deleted leaves the guard, and no way in the clear.
        peer.Control("--terminate", "--ike", "lab");
        await alice.UntilAsync(status => (int)status["ike_sas"]! == 0, "without the IKE SA");
        await moon.UntilAsync(status => (int)status["ike_sas"]! == 0, "without the IKE SA");
        Assert.Contains("blackhole 10.2.0.", lab.In("alice", "ip", "route"));
        Assert.DoesNotContain("hf0", lab.In("alice", "ip", "route"));
    }

    [PeerFact]
    public async Task Suites_that_both_have_carry_packets_and_others_are_refused()
    {
        using var lab = new Lab(hasPeer: true);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var peer = new StrongSwan(lab, fragment: 300);
        foreach (var (ike, esp) in (ReadOnlySpan<(string, string)>)[
            ("aes256gcm16-prfsha256-x25519", "aes256gcm16"),
            ("aes256-sha256-ecp256", "chacha20poly1305"),
            ("aes256-sha256-x25519", "aes256-sha256"),
            ("aes256gcm16-prfsha256-ecp256", "aes128-sha256")])
        {
            peer.Load(ike, esp);
            peer.Connect();
            lab.In("carol", "ping", "-c", "3", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Lab.Inside);
            peer.Control("--terminate", "--ike", "lab");
            Assert.Empty(peer.Children());
        }

        // What does not fit into 300 octets came in pieces, and was joined here.
        Assert.Contains("splitting IKE message", peer.Log);
        peer.Load("aes128-sha1-modp1024");
        Assert.Throws<InvalidOperationException>(() => peer.Connect());
        Assert.Contains("NO_PROP", peer.Log);
        peer.Load(esp: "aes128-sha1");
        Assert.Throws<InvalidOperationException>(() => peer.Connect());
        await alice.UntilAsync(status => (int)status["child_sas"]! == 0, "without a CHILD SA");
    }

    [PeerFact]
    public async Task The_member_that_reigns_begins_where_it_is_to_begin()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Start("alice");
        lab.Start("moon");
        var peer = new StrongSwan(lab);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        var before = Assert.Single(peer.Children());
        lab.In("dave", "ping", "-c", "3", "-i", "0.1", "-W", "5", Lab.Behind);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        lab.In("dave", "ping", "-c", "9", "-i", "0.1", "-W", "5", Lab.Behind);
        Assert.Equal(before, Assert.Single(peer.Children()));

        // What the peer deletes is begun anew.
        peer.Control("--terminate", "--ike", "lab");
        await peer.UntilAsync(
            () => peer.Children() is [var after] && after != before, "has a new tunnel");
        lab.In("dave", "ping", "-c", "3", "-i", "0.1", "-W", "5", Lab.Behind);
    }

    [PeerFact]
    public async Task Who_asks_whether_the_gateway_lives_is_answered_by_whoever_it_is()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(more: "dpd_delay = 1s");
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        await peer.UntilAsync(() => Answers(peer) >= 2, "asks twice");
        Bulk.AssertWhole(lab, Lab.Behind);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var heard = Answers(peer);
        await peer.UntilAsync(() => Answers(peer) >= heard + 2, "asks twice again");
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
        Assert.Equal(before, Assert.Single(peer.Children()));
    }

    private static int Answers(StrongSwan peer) => peer.Log.Split('\n').Count(
        line => line.Contains("parsed INFORMATIONAL response", StringComparison.Ordinal));
}
