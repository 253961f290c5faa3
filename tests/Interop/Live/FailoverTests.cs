using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Two members on real sockets, and a host outside that asks their virtual address all the time.
/// Silences are held to what detection may take on a busy machine (hold time 2 s), not to what
/// it takes; how long it takes is measured by tests/Interop/Live/measure.
/// </summary>
[Collection(Lab.Second)]
public sealed class FailoverTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [LiveFact]
    public async Task One_is_active_on_both_sides_and_the_other_one_knows_everything()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var active = await alice.UntilActiveAsync();
        var standby = await moon.UntilSyncedAsync();

        Assert.All(active["groups"]!.AsArray(), group => Assert.True(group!.Is("phase", "Active")));
        Assert.False((bool)standby["is_open"]!);
        Assert.Contains("00:00:0c:9f:f0:01", NeighbourOf(lab, "carol", "192.168.0.5"));
        Assert.Contains("00:00:0c:9f:f0:02", NeighbourOf(lab, "dave", "10.1.0.5"));
        Assert.True(HasAddress(lab, "alice", "192.168.0.5"));
        Assert.False(HasAddress(lab, "moon", "192.168.0.5"));
    }

    [LiveFact]
    public async Task Who_is_killed_keeps_no_address_and_comes_back_as_standby()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var before = await alice.UntilActiveAsync();
        var outside = new Pings(lab, "carol", "192.168.0.5");
        var inside = new Pings(lab, "dave", "10.1.0.5");

        alice.Signal("KILL");
        var after = await moon.UntilActiveAsync();
        await Task.Delay(Hold);

        Assert.InRange(outside.LongestSilence(), TimeSpan.Zero, Bound);
        Assert.InRange(inside.LongestSilence(), TimeSpan.Zero, Bound);
        Assert.True(after.Reign() > before.Reign());
        Assert.False(AnswersFor(lab, "alice", "hsrp1f"));
        Assert.False(AnswersFor(lab, "alice", "hsrp2b"));
        Assert.Contains("00:00:0c:9f:f0:01", NeighbourOf(lab, "carol", "192.168.0.5"));

        alice.Ended();
        alice.Restart();
        await alice.UntilSyncedAsync();
        Assert.True((await moon.AskAsync()).Is("role", "active"));
    }

    [LiveFact]
    public async Task Who_wakes_while_its_sync_channel_is_cut_takes_nobody_s_place()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilActiveAsync();
        await moon.UntilSyncedAsync();

        lab.In("net", "ip", "link", "set", "br-sync", "down");
        alice.Signal("STOP");
        await moon.UntilActiveAsync();
        using var wire = new WireTap(lab, "br-out");
        alice.Signal("CONT");
        await Task.Delay(3 * Hold);

        Assert.True((await moon.AskAsync()).Is("role", "active"));
        Assert.True((await alice.AskAsync()).Is("role", "standby"));
        Assert.DoesNotContain(
            wire.Said(), one => one is { Source: "192.168.0.1", IsActive: true });
        lab.In("net", "ip", "link", "set", "br-sync", "up");
        await alice.UntilSyncedAsync();
        Assert.True((await moon.AskAsync()).Is("role", "active"));
    }

    [LiveFact]
    public async Task A_guard_that_is_late_takes_nothing_from_who_came_after_its_member()
    {
        using var lab = new Lab(hello: 200, hold: 1_000);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var guard = alice.Guard();
        LiveMember.Signal("STOP", guard);
        try
        {
            alice.Signal("KILL");
            alice.Ended();
            alice.Restart();
            await alice.UntilActiveAsync();
        }
        finally
        {
            LiveMember.Signal("CONT", guard);
        }

        // It hears that its member is gone, drops what that one had, and ends.
        while (Directory.Exists($"/proc/{guard}"))
        {
            await Task.Delay(20);
        }

        Assert.True(AnswersFor(lab, "alice", "hsrp1f"));
        Assert.True(AnswersFor(lab, "alice", "hsrp2b"));
        lab.In("carol", "ping", "-c", "1", "-W", "5", "192.168.0.5");
    }

    [LiveFact]
    public async Task A_cable_outside_or_inside_moves_both_sides_at_once()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilActiveAsync();
        await moon.UntilSyncedAsync();
        var pings = new Pings(lab, "carol", "192.168.0.5");

        lab.Plugged("alice", "out", isIn: false);
        await moon.UntilActiveAsync();
        Assert.False(HasAddress(lab, "alice", "10.1.0.5"));
        lab.Plugged("alice", "out", isIn: true);
        await alice.UntilSyncedAsync();

        lab.Plugged("moon", "in", isIn: false);
        await alice.UntilActiveAsync();
        Assert.False(HasAddress(lab, "moon", "192.168.0.5"));
        Assert.InRange(pings.LongestSilence(), TimeSpan.Zero, Bound);
    }

    [LiveFact]
    public async Task Without_its_sync_channel_nobody_changes_its_role()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var before = await alice.UntilActiveAsync();
        await moon.UntilSyncedAsync();
        var pings = new Pings(lab, "carol", "192.168.0.5");

        lab.Plugged("alice", "sync", isIn: false);
        await alice.UntilAsync(
            status => !(bool)status["others"]![0]!["is_connected"]!, "without a channel");
        Assert.Equal(before.Reign(), (await alice.UntilActiveAsync()).Reign());
        lab.Plugged("alice", "sync", isIn: true);

        // The one that connects had nothing to say, and has to notice all the same.
        await alice.UntilAsync(
            status => (bool)status["others"]![0]!["is_connected"]!, "connected again");
        await moon.UntilSyncedAsync();

        Assert.Equal(before.Reign(), (await alice.UntilActiveAsync()).Reign());
        Assert.InRange(pings.LongestSilence(), TimeSpan.Zero, Hold);
    }

    [LiveFact]
    public async Task A_drain_gives_the_place_to_who_knows_everything()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await alice.UntilActiveAsync();
        await moon.UntilSyncedAsync();
        var pings = new Pings(lab, "carol", "192.168.0.5");
        Assert.StartsWith("alice of lab: active in ", alice.Told("status"));

        Assert.DoesNotContain("  drain    serving", alice.Told("drain"));
        await moon.UntilActiveAsync();
        await alice.UntilAsync(status => status.Is("drain", "drained"), "drained");
        Assert.Contains("  drain    serves nobody", alice.Told("status"));
        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.InRange(pings.LongestSilence(), TimeSpan.Zero, Hold);

        // It does not come back while it is drained, and does once it may.
        moon.Signal("TERM");
        Assert.Equal(0, moon.Ended());
        await Task.Delay(2 * Hold);
        Assert.True((await alice.AskAsync()).Is("role", "standby"));
        Assert.Contains("  drain    serving", alice.Told("stay"));
        await alice.UntilActiveAsync();
        Assert.DoesNotContain("hsrp", lab.In("moon", "ip", "-br", "link"));

        // Nobody could take its place: it ends once the time of a drain is over.
        alice.Signal("TERM");
        Assert.Equal(0, alice.Ended());
        Assert.DoesNotContain("hsrp", lab.In("alice", "ip", "-br", "link"));
    }

    /// <summary>Where nobody could take the place at once a drain is undone: whoever is to end asks
    /// again, and does not wait until its time is over.</summary>
    [LiveFact]
    public async Task Who_is_told_to_end_gives_the_place_to_a_standby_that_comes_back()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        lab.Plugged("alice", "sync", isIn: false);

        // What moon said just before would count as a word of whether it is there.
        await Task.Delay(Hold);
        alice.Signal("TERM");
        for (var time = Stopwatch.StartNew();
            alice.Journal.Split("drain: PushState").Length < 3;
            await Task.Delay(5))
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), alice.Journal);
        }

        Assert.DoesNotContain("drain: Yield", alice.Journal);
        lab.Plugged("alice", "sync", isIn: true);
        await moon.UntilActiveAsync();
        Assert.Equal(0, alice.Ended());
        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.Contains("drain: Yield", alice.Journal);
    }

    [LiveFact]
    public async Task Who_has_no_key_moves_nobody_and_all_that_is_said_outside_is_signed()
    {
        using var lab = new Lab();
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var before = await alice.UntilActiveAsync();
        await moon.UntilSyncedAsync();
        lab.In("carol", "ip", "route", "add", "224.0.0.0/4", "dev", "out");
        using var wire = new WireTap(lab, "br-out");

        Say(lab, Claim("another key"));
        await Task.Delay(2 * Hold);
        Assert.Equal(before.Reign(), (await alice.UntilActiveAsync()).Reign());
        var heard = wire.Datagrams(1985);
        using var key = new Secret(Encoding.ASCII.GetBytes(Lab.HsrpKey));
        Assert.Single(heard, one => !HsrpDigest.IsAuthentic(one, key));
        Assert.True(heard.Count > 4);

        // Who has the key is believed: the same words take alice's place.
        Say(lab, Claim(Lab.HsrpKey));
        await alice.UntilAsync(
            status => !status["groups"]![0]!.Is("phase", "Active"), "not active outside");
    }

    /// <summary>A Hello of an active router with the highest priority.</summary>
    private static byte[] Claim(string word)
    {
        Assert.True(HsrpGroup.Config.TryCreate(
            new()
            {
                Version = HsrpGroup.HsrpVersion.V2,
                Group = 1,
                Address = HostAddress.Parse("192.168.0.100"),
                VirtualAddress = HostAddress.Parse("192.168.0.5"),
                Authentication = new HsrpGroup.Authentication.Md5(7),
            },
            out var config, out _));
        using var keys = new HsrpKeyChain();
        keys.Set(7, Encoding.ASCII.GetBytes(word));
        return HsrpGroup.ToOctets(
            config,
            new HsrpGroup.Output.SendHello(new(
                HsrpGroup.Phase.Active, uint.MaxValue, TimeSpan.FromMilliseconds(500), Hold,
                config.VirtualAddress, FromVirtualMac: false)),
            keys)!;
    }

    /// <summary>The host outside says something to the group.</summary>
    private static void Say(Lab lab, byte[] octets)
    {
        var escaped = string.Concat(octets.Select(one => $"\\x{one:x2}"));
        lab.In("carol", "bash", "-c", $"printf '{escaped}' > /dev/udp/224.0.0.102/1985");
    }

    private static string NeighbourOf(Lab lab, string host, string address)
    {
        lab.In(host, "ping", "-c", "1", "-W", "5", address);
        return lab.In(host, "ip", "neigh", "show", address);
    }

    private static bool HasAddress(Lab lab, string member, string address) =>
        lab.In(member, "ip", "-br", "addr").Contains(
            $" {address}/32", StringComparison.Ordinal);

    /// <summary>Whether what is sent to a link is taken: it is there, and up.</summary>
    private static bool AnswersFor(Lab lab, string member, string link) =>
        JsonNode.Parse(lab.In(member, "ip", "-j", "link"))!.AsArray().Any(
            one => one!.Is("ifname", link) && one!["flags"]!.AsArray().Any(
                flag => (string?)flag == "UP"));
}
