using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.Gateway.Control;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// strongSwan builds its tunnel to the virtual address, and members come and go behind it. It sees
/// nothing of that: no exchange of IKE, the same SPIs, and every number and nonce but once.
/// </summary>
public sealed class TunnelTests
{
    private const string Inside = "10.1.0.100";
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [PeerFact]
    public async Task Packets_pass_and_nothing_of_them_is_seen_outside()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        using var clear = new EspTap(lab, "br-out", "icmp and net 10.0.0.0/8");

        // Before there is an SA too.
        Assert.Throws<InvalidOperationException>(
            () => lab.In("dave", "ping", "-c", "2", "-W", "1", Lab.Behind));
        peer.Connect();
        lab.In("carol", "ping", "-c", "20", "-i", "0.02", "-W", "5", "-I", Lab.Behind, Inside);

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
    public async Task Who_is_killed_is_replaced_and_the_peer_does_not_notice()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        var before = peer.Connect();
        var pings = new Pings(lab, "carol", Inside, "0.02", Lab.Behind);
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        await Task.Delay(Hold);
        Assert.InRange(pings.LongestSilence(), TimeSpan.Zero, Bound);
        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.Equal(before, Assert.Single(peer.Children()));
        AssertNothingTwice(wire.Packets(), before);

        // And back: the one that was killed follows, and takes over from the other one.
        alice.Ended();
        alice.Restart();
        await alice.UntilSyncedAsync();
        Assert.Equal(1, (int)(await alice.AskAsync())["child_sas"]!);
        using var again = new EspTap(lab, "br-out", "udp port 4500");
        moon.Signal("KILL");
        await alice.UntilActiveAsync();
        lab.In("carol", "ping", "-c", "5", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Inside);
        Assert.Equal(before, Assert.Single(peer.Children()));
        AssertNothingTwice(again.Packets(), before);
    }

    [PeerFact]
    public async Task A_drain_moves_a_tunnel_and_a_transfer_goes_on()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Inside);

        await alice.AskAsync(ControlRequest.Drain);
        await moon.UntilActiveAsync();

        transfer.Ended();
        Assert.Equal(before, Assert.Single(peer.Children()));
        AssertNothingTwice(wire.Packets(), before);
    }

    [PeerFact]
    public async Task Without_its_standby_a_tunnel_waits_and_loses_nothing()
    {
        // Here a standby counts as synced for 500 ms.
        using var lab = new Lab(hello: 50, hold: 150, hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        var pings = new Pings(lab, "carol", Inside, "0.02", Lab.Behind);

        moon.Signal("KILL");
        await Task.Delay(Hold);

        Assert.InRange(pings.LongestSilence(), TimeSpan.Zero, Hold);
        Assert.InRange(pings.Lost(), 0, 2);
        Assert.Contains("goes on alone", alice.Journal);
        Assert.Equal(before, Assert.Single(peer.Children()));
        AssertNothingTwice(wire.Packets(), before);
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
            lab.In("carol", "ping", "-c", "3", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Inside);
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
    public async Task Who_asks_whether_the_gateway_lives_is_answered_by_whoever_it_is()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(more: "dpd_delay = 1s");
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        await UntilAsync(() => Answers(peer) >= 2, "asks twice");

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var heard = Answers(peer);
        await UntilAsync(() => Answers(peer) >= heard + 2, "asks twice again");
        Assert.Equal(before, Assert.Single(peer.Children()));
    }

    [PeerFact]
    public async Task The_member_that_reigns_begins_where_it_is_to_begin()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Start("alice");
        lab.Start("moon");
        var peer = new StrongSwan(lab);
        var (alice, moon) = await PairAsync(lab);
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
        await UntilAsync(
            () => peer.Children() is [var after] && after != before, "has a new tunnel");
        lab.In("dave", "ping", "-c", "3", "-i", "0.1", "-W", "5", Lab.Behind);
    }

    [PeerFact]
    public async Task Rekeys_of_the_peer_lose_nothing_and_leave_one_pair()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            esp: "aes128gcm16-ecp256", more: "rekey_time = 5s\nover_time = 90s\nrand_time = 0s",
            child: "rekey_time = 2s\nlife_time = 90s\nrand_time = 0s");
        var before = peer.Connect();
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        var pings = new Pings(lab, "carol", Inside, "0.02", Lab.Behind);
        await UntilAsync(
            () => Count(alice, "CHILD SA [0-9a-f]+ ends") >= 4
                && Count(alice, "stands, at where it was") >= 2,
            "rekeys four times");

        // One question may be on its way when the ping ends, and few that a Delete overtakes.
        pings.LongestSilence();
        Assert.InRange(pings.Lost(), 0, 5);
        Assert.Equal(0, Count(alice, "withdrawn"));
        Assert.NotEqual(before, Assert.Single(peer.Children()));
        AssertNothingTwice(wire.Packets());
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of one CHILD SA");
        Assert.Equal(0, Count(moon, "differs"));
    }

    [PeerFact]
    public async Task Who_is_killed_among_rekeys_leaves_one_pair()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
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
            lab.In("carol", "ping", "-c", "20", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Inside);
            await UntilAsync(() => peer.Children().Count == 1, "has one pair");
            active.Ended();
            active.Restart();
            await active.UntilSyncedAsync();
        }

        AssertNothingTwice(wire.Packets());
    }

    [PeerFact]
    public async Task Our_rekeys_by_age_lose_nothing_and_who_is_killed_among_them_leaves_one_pair()
    {
        using var lab = new Lab(hasPeer: true);
        lab.Rekey(afterSeconds: 5, ikeAfterSeconds: 8);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Load(
            more: "rekey_time = 0s\nover_time = 90s",
            child: "rekey_time = 0s\nlife_time = 90s");
        var before = peer.Connect();
        using var wire = new EspTap(lab, "br-out", "udp port 4500");
        var pings = new Pings(lab, "carol", Inside, "0.02", Lab.Behind);
        await UntilAsync(
            () => Count(alice, "CHILD SA [0-9a-f]+ ends") >= 2
                && Count(alice, "stands, at where it was") >= 1,
            "is rekeyed");
        pings.LongestSilence();
        Assert.InRange(pings.Lost(), 0, 5);
        Assert.Equal(0, Count(alice, "withdrawn"));
        Assert.NotEqual(before, Assert.Single(peer.Children()));

        // Each time another moment of the five seconds.
        foreach (var (active, standby, wait) in ((LiveMember, LiveMember, int)[])[
            (alice, moon, 4_000), (moon, alice, 4_600), (alice, moon, 5_300)])
        {
            await standby.UntilAsync(
                status => (int)status["child_sas"]! > 0, "told of the CHILD SA");
            await Task.Delay(wait);
            active.Signal("KILL");
            await standby.UntilActiveAsync();
            lab.In("carol", "ping", "-c", "20", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Inside);
            await UntilAsync(() => peer.Children().Count == 1, "has one pair");
            await standby.UntilAsync(
                status => (int)status["child_sas"]! == 1, "left with one CHILD SA");
            active.Ended();
            active.Restart();
            await active.UntilSyncedAsync();
        }

        AssertNothingTwice(wire.Packets());
    }

    private static int Count(LiveMember member, string pattern) =>
        Regex.Count(member.Journal, pattern);

    private static int Answers(StrongSwan peer) => peer.Log.Split('\n').Count(
        line => line.Contains("parsed INFORMATIONAL response", StringComparison.Ordinal));

    private static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var time = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"the peer never {what}");
            await Task.Delay(50);
        }
    }

    [PeerFact]
    public async Task What_an_attacker_recorded_is_accepted_by_nobody()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await PairAsync(lab);
        var peer = new StrongSwan(lab);
        peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        using var recording = new EspTap(lab, "br-out", "udp port 4500 and dst 192.168.0.5");
        lab.In("carol", "ping", "-c", "100", "-i", "0.01", "-W", "5", "-I", Lab.Behind, Inside);
        Assert.InRange(recording.Frames().Count, 50, 200);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        using var arrived = new EspTap(lab, "br-in", "icmp[icmptype] == icmp-echo");
        lab.In(
            "net", "/usr/bin/python3", "-c",
            "from scapy.all import *; sendp(rdpcap('" + recording.File
                + "'), iface='br-out', verbose=0)");
        lab.In("carol", "ping", "-c", "30", "-i", "0.1", "-W", "5", "-I", Lab.Behind, Inside);

        // Those of the second ping, but for what a takeover may have to refuse, and no others.
        var questions = arrived.Frames().Select(IdOf).ToList();
        Assert.InRange(questions.Count, 15, 30);
        Assert.Single(questions.Distinct());
    }

    /// <summary>The identifier of a question of ICMP over IPv4 and Ethernet, RFC 792.</summary>
    private static int IdOf(byte[] frame) =>
        BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(14 + 20 + 4));

    /// <summary>RFC 4303 §3.3.3 and RFC 4106 §3.1: over both members, all the time.</summary>
    private static void AssertNothingTwice(
        IReadOnlyList<SeenEsp> packets, PeerChild? child = null)
    {
        var sent = packets.Where(packet => packet.FromGateway).ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent, packet => Assert.True(
            child is null || packet.Spi == Convert.ToUInt32(child.In, 16)));
        Assert.Equal(
            sent.Count, sent.Select(packet => (packet.Spi, packet.Number)).Distinct().Count());
        Assert.Equal(
            sent.Count, sent.Select(packet => (packet.Spi, packet.Iv)).Distinct().Count());
    }

    private static async Task<(LiveMember Alice, LiveMember Moon)> PairAsync(Lab lab)
    {
        // The first one reigns before the second one is there: who is active is no matter of luck.
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var moon = new LiveMember(lab, "moon");
        await moon.UntilSyncedAsync();
        return (alice, moon);
    }
}
