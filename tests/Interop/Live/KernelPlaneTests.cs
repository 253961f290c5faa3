using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>The kernel carries ESP, on both sides: in a Linux of its own, for that of this machine
/// need not have it.</summary>
[Collection(UserModeLinux.Row)]
public sealed partial class KernelPlaneTests
{
    [KernelFact]
    public void Where_the_kernel_has_ESP_it_carries_packets_and_holds_leases() =>
        UserModeLinux.AssertPassed(
            nameof(KernelPlaneTests), nameof(Inside_leases_are_limits_and_who_takes_over_rekeys));

    [InsideFact]
    public async Task Inside_leases_are_limits_and_who_takes_over_rekeys()
    {
        // One processor for all: whoever stands still for a second has not died.
        using var lab = new Lab(hello: 1_000, hold: 5_000, hasPeer: true);
        lab.InKernel(leaseBlock: 600);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = new StrongSwan(lab, inKernel: true);
        peer.Load(more: "mobike = no\nencap = yes");
        peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");

        await LimitsAreExactAsync(lab, alice, moon, peer);
        var last = await WhoTakesOverRekeysAsync(lab, alice, moon, peer);
        await NothingIsLeftAsync(lab, alice, moon, peer, last);
    }

    /// <summary>Leases go on while somebody acknowledges them, and not a packet further.</summary>
    private static async Task LimitsAreExactAsync(
        Lab lab, LiveMember alice, LiveMember moon, StrongSwan peer)
    {
        lab.In("dave", "ping", "-c", "1000", "-i", "0.002", "-q", "-W", "5", Lab.Behind);
        Assert.Contains("encap", string.Concat(Sas(lab, "alice")));
        Assert.Equal(2, Sas(lab, "alice").Count);
        Assert.Empty(Sas(lab, "moon"));
        await alice.UntilAsync(
            status => (int)status["traffic"]!["packets_in"]! > 600
                && (int)status["traffic"]!["packets_out"]! > 600, "counting for the kernel");

        lab.Plugged("moon", "sync", isIn: false);
        lab.In("dave", "ping", "-c", "5", "-i", "0.05", "-W", "5", Lab.Behind);
        var limit = Sas(lab, "alice").Select(Limit).OfType<int>().Single();
        var spi = peer.Children()[0].In;
        Assert.InRange(limit, 601, 1_000 + 1_200);
        _ = lab.Start("dave", "flood", "ping", "-c", "2000", "-i", "0.001", "-q", Lab.Behind);
        await peer.UntilAsync(() => Carried(lab, "carol", spi) >= limit, "hears what was granted");
        await Task.Delay(500);
        Console.WriteLine($"{Carried(lab, "carol", spi)} packets of {limit} came");
        Assert.Equal(limit, Carried(lab, "carol", spi));
        Assert.DoesNotContain(Sas(lab, "alice"), sa => Limit(sa) is not null);

        // Once somebody acknowledges again it is rekeyed, and goes on.
        lab.Plugged("moon", "sync", isIn: true);
        await peer.UntilAsync(
            () => peer.Children() is [var after] && after.In != spi, "is rekeyed");
        lab.In("dave", "ping", "-c", "10", "-i", "0.05", "-W", "5", Lab.Behind);
        await moon.UntilSyncedAsync();
    }

    /// <summary>Nobody goes on with an SA of another member: a new one takes its place.</summary>
    private static async Task<PeerChild> WhoTakesOverRekeysAsync(
        Lab lab, LiveMember alice, LiveMember moon, StrongSwan peer)
    {
        var before = Assert.Single(peer.Children());
        var pings = new Pings(lab, "dave", Lab.Behind, every: "0.05");
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var time = Stopwatch.StartNew();
        await peer.UntilAsync(
            () => peer.Children() is [var after] && after.In != before.In, "is rekeyed");
        var rekeyed = time.Elapsed;
        lab.In(
            "carol", "ping", "-c", "20", "-i", "0.05", "-W", "5", "-I", Lab.Behind, Lab.Inside);
        var silence = pings.LongestSilence();
        Console.WriteLine(
            $"rekeyed {rekeyed.TotalSeconds:0.00} s behind the reign, silent for "
                + $"{silence.TotalSeconds:0.00} s, {pings.Lost()} pings lost");
        Assert.DoesNotContain(
            Sas(lab, "moon"), sa => sa.Contains(before.In, StringComparison.Ordinal)
                || sa.Contains(before.Out, StringComparison.Ordinal));
        Assert.Equal(1, peer.Beginnings());
        return before;
    }

    /// <summary>What a killed member has left in its kernel sends nothing, and is gone when it
    /// starts again; all is when one ends in order.</summary>
    private static async Task NothingIsLeftAsync(
        Lab lab, LiveMember alice, LiveMember moon, StrongSwan peer, PeerChild last)
    {
        alice.Ended();
        var sent = Carried(lab, "alice", last.In);
        Assert.Throws<InvalidOperationException>(() => lab.In(
            "alice", "ping", "-c", "3", "-i", "0.1", "-W", "1", "-I", "10.1.0.1", Lab.Behind));
        Assert.Equal(sent, Carried(lab, "alice", last.In));
        alice.Restart();
        await alice.UntilSyncedAsync();
        Assert.Empty(Sas(lab, "alice"));
        Assert.Equal("", lab.In("alice", "ip", "xfrm", "policy", "list", "dir", "out"));
        Assert.Contains("of a predecessor are gone", alice.Journal);
        await alice.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");

        var before = Assert.Single(peer.Children());
        moon.Signal("TERM");
        Assert.Equal(0, moon.Ended());
        Assert.Empty(Sas(lab, "moon"));
        await alice.UntilActiveAsync();
        await peer.UntilAsync(
            () => peer.Children() is [var after] && after.In != before.In,
            () => $"is rekeyed:\n{alice.Journal}{moon.Journal}");
        lab.In("dave", "ping", "-c", "10", "-i", "0.05", "-W", "5", Lab.Behind);

        // Not in UDP either.
        peer.Control("--terminate", "--ike", "lab");
        peer.Load(more: "mobike = no");
        peer.Connect();
        lab.In("dave", "ping", "-c", "10", "-i", "0.05", "-W", "5", Lab.Behind);
        Assert.DoesNotContain("encap", string.Concat(Sas(lab, "alice")));
    }

    /// <summary>SAs in a kernel, each with all that is said of it.</summary>
    private static List<string> Sas(Lab lab, string name) =>
    [
        .. Starts().Split(lab.In(name, "ip", "-s", "xfrm", "state"))
            .Where(sa => sa.Contains("proto esp", StringComparison.Ordinal)),
    ];

    /// <summary>How many packets an SA may carry; null: any number.</summary>
    private static int? Limit(string sa) => HardLimit().Match(sa) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : null;

    private static int Carried(Lab lab, string name, string spi) => int.Parse(
        Packets().Match(Assert.Single(
            Sas(lab, name), sa => sa.Contains($"spi 0x{spi}", StringComparison.Ordinal)))
            .Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?=src )", RegexOptions.Multiline)]
    private static partial Regex Starts();

    [GeneratedRegex(@"hard ([0-9]+)\(packets\)")]
    private static partial Regex HardLimit();

    [GeneratedRegex(@"lifetime current:\s+[0-9]+\(bytes\), ([0-9]+)\(packets\)")]
    private static partial Regex Packets();
}
