using System.Globalization;
using System.Text;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// How long a host is without an answer, fault by fault: HOLDFAST_MEASURE_FAILOVER=20 runs each of
/// them so often and writes docs/failover.md, unless a bar is missed: <see cref="Fault.Bar"/>,
/// nothing lost where nothing may be, the same reign where nobody has to take over, no message
/// of IKE where nothing is rekeyed.
/// </summary>
public sealed class Measurement
{
    private static readonly int Runs = int.TryParse(
        Environment.GetEnvironmentVariable("HOLDFAST_MEASURE_FAILOVER"), out var runs) ? runs : 0;

    // Those whose names have these words; all where nothing is set.
    private static readonly string Wanted =
        Environment.GetEnvironmentVariable("HOLDFAST_MEASURE_FAULTS") ?? "";

    private static readonly Fault[] Faults =
    [
        .. ((Fault[])[
            .. Fault.OfActive, .. Fault.OfBoth, .. Fault.OfRekeys, .. Fault.OfOwnRekeys])
            .Where(fault => fault.Name.Contains(Wanted, StringComparison.Ordinal)),
    ];

    [MeasurementFact]
    public async Task How_long_hosts_are_without_an_answer()
    {
        var (times, counts) = (new StringBuilder(), new StringBuilder());
        List<string> failures = [];
        foreach (var fault in Faults)
        {
            List<Outcome> outcomes = [];
            for (var run = 0; run < Runs; run++)
            {
                try
                {
                    outcomes.Add(await RunAsync(fault));
                }
                catch (Xunit.Sdk.XunitException failure)
                {
                    // What has been measured stays measured; the page is not written.
                    failures.Add($"{fault.Name}, run {run + 1}: {failure.Message}");
                    await TellAsync(failures[^1]);
                }
            }

            if (outcomes.Count == 0)
            {
                continue;
            }

            times.AppendLine(CultureInfo.InvariantCulture, $"""
                | {fault.Name} | {Text(outcomes.Select(one => one.Tunnel))} | {Text(outcomes.Select(one => (double)one.Lost))} | {Text(outcomes.Select(one => one.Outside))} | {Text(outcomes.Select(one => one.Inside))} | {Text(outcomes.Select(one => one.Unled))} |
                """);
            counts.AppendLine(CultureInfo.InvariantCulture, $"""
                | {fault.Name} | {outcomes.Count(one => one.HasKept)} of {Runs} | {outcomes.Sum(one => one.Rekeys)} | {outcomes.Sum(one => one.Twice)} | {outcomes.Sum(one => one.Duplicates)} | {outcomes.Sum(one => one.Reordered)} | {outcomes.Count(one => one.IsWhole)} of {Runs} | {outcomes.Max(one => one.LedTwice):0} | {outcomes.Sum(one => one.Strayed)} | {outcomes.Count(one => one.IsSameReign)} of {Runs} | {outcomes.Sum(one => one.Said)} |
                """);
            foreach (var missed in Missed(fault, outcomes))
            {
                failures.Add($"{fault.Name}: {missed}");
                await TellAsync(failures[^1]);
            }

            await TellAsync($"{fault.Name}: {outcomes.Count} of {Runs}");
            await WriteAsync("artifacts", Page(times.ToString(), counts.ToString()));
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        if (Wanted.Length == 0)
        {
            await WriteAsync("docs", Page(times.ToString(), counts.ToString()));
        }
    }

    /// <summary>What the runs of a fault have shown that may not be.</summary>
    private static IEnumerable<string> Missed(Fault fault, List<Outcome> outcomes)
    {
        var silences = outcomes.Select(one => TimeSpan.FromMilliseconds(one.Tunnel)).Order().ToList();
        var (median, most) = (silences[silences.Count / 2], silences[^1]);
        if (fault.IsTimed && (median > Fault.Bar.Median || most > Fault.Bar.Most))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"without an answer {median.TotalMilliseconds:0} and {most.TotalMilliseconds:0} ms");
        }

        if (fault.LosesNothing && outcomes.Max(one => one.Lost) is > 0 and var lost)
        {
            yield return $"{lost} lost";
        }

        if (fault.KeepsReign && outcomes.Count(one => !one.IsSameReign) is > 0 and var others)
        {
            yield return $"another reign in {others} runs";
        }

        if (outcomes.Count(one => !one.HasKept) is > 0 and var begun)
        {
            yield return $"not kept in {begun} runs";
        }

        if (outcomes.Count(one => !one.IsWhole) is > 0 and var broken)
        {
            yield return $"another text at the other end in {broken} runs";
        }

        if (!fault.Rekeys && outcomes.Sum(one => one.Said) is > 0 and var said)
        {
            yield return $"{said} messages of IKE";
        }

        if (outcomes.Sum(one => one.Twice + one.Duplicates) is > 0 and var twice)
        {
            yield return $"{twice} times something twice";
        }
    }

    private static Task WriteAsync(string folder, string page) => File.WriteAllTextAsync(
        Path.Combine(Corpus.Repository.Root, folder, "failover.md"), page);

    /// <summary>How far it is, while it runs: <c>tail -f artifacts/failover.log</c>.</summary>
    private static Task TellAsync(string line) => File.AppendAllTextAsync(
        Path.Combine(
            Directory.CreateDirectory(
                Path.Combine(Corpus.Repository.Root, "artifacts")).FullName,
            "failover.log"),
        $"{DateTime.UtcNow:u} {line}\n");

    private static async Task<Outcome> RunAsync(Fault fault)
    {
        using var lab = new Lab(50, 150, hasPeer: true);
        lab.Rekey(fault.Ages.Child, fault.Ages.Ike);
        var routes = new RouteWatch(lab);
        var (active, standby) = await PairAsync(new(lab, "alice"), new(lab, "moon"));
        var stage = new Stage(lab, active, standby, new(lab, again: 1));
        var before = stage.Peer.Connect();
        await stage.ReadyAsync();
        using var wire = new EspTap(lab, "br-out", "udp port 4500", SeenEsp.Enough);
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);
        var tunnel = new Pings(lab, "carol", Lab.Inside, "0.01", Lab.Behind);
        var outside = new Pings(lab, "carol", "192.168.0.5", "0.01");
        var inside = new Pings(lab, "dave", "10.1.0.5", "0.01");
        await Task.Delay(500);
        await stage.LookAsync();
        var reign = (await stage.Active.AskAsync()).Reign();
        var begins = DateTime.UtcNow;
        await fault.HappenAsync(stage);
        await Task.Delay(fault.Lingers);
        var said = stage.Ike.Since(begins).Count(one => !one.IsCheck);
        var (nobody, both) = routes.Between(begins, DateTime.UtcNow);
        var silences = new[] { tunnel, outside, inside }
            .Select(pings => pings.LongestSilence().TotalMilliseconds).ToList();
        var isWhole = transfer.IsWhole();
        var packets = wire.Packets();
        await stage.LookAsync();
        return new(
            silences[0], silences[1], silences[2], tunnel.Lost(),
            stage.Peer.Children() is [var after] && stage.Peer.IkeCount() == 1
                && stage.Peer.Beginnings() == 1 && (fault.Rekeys || after == before),
            SeenEsp.Twice(packets))
        {
            Unled = nobody.TotalMilliseconds,
            LedTwice = both.TotalMilliseconds,
            Rekeys = stage.Peer.Rekeys(),
            Duplicates = tunnel.Disorder().Duplicates,
            Reordered = SeenEsp.Reordered(packets) + tunnel.Disorder().Reordered,
            IsWhole = isWhole,
            Said = said,
            Strayed = routes.Strayed(),
            IsSameReign = (await stage.Active.AskAsync()).Reign() == reign,
        };
    }

    /// <summary>Waits until one is active, the other one could follow, and code is warm.</summary>
    private static async Task<(LiveMember Active, LiveMember Standby)> PairAsync(
        LiveMember alice, LiveMember moon)
    {
        await alice.UntilAsync(_ => true, "there");
        await moon.UntilAsync(_ => true, "there");
        await Task.Delay(2_000);
        var pair = (await alice.AskAsync()).Is("role", "active")
            ? (Active: alice, Standby: moon)
            : (Active: moon, Standby: alice);
        await pair.Active.UntilActiveAsync();
        await pair.Standby.UntilSyncedAsync();
        return pair;
    }

    private static string Text(IEnumerable<double> silences)
    {
        var sorted = silences.Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted[sorted.Count / 2]:0} | {sorted[^1]:0}");
    }

    private static string Page(string times, string counts) => $"""
        # How long a failover takes

        Two members of `holdfast gateway` in network namespaces of one machine ([gateway.md](gateway.md)), HSRP version 2 with Hellos each 50 ms and a hold time of 150 ms, and strongSwan of Debian (a request is sent again
        after 1 s), whose tunnel goes to the virtual address. A host behind the peer pings one behind the members through the tunnel, and sends it a text by TCP; a host outside and one inside ping the virtual addresses; each ping every 10 ms
        (as fast as ping goes; two answers are some 15 ms apart where nothing is wrong). Each fault is played {Runs} times, each time with members that were just started. The gateway is the published tool, native: where
        code is compiled as it runs, as under `dotnet run`, a member's first takeover takes some 100 ms longer. `tests/Interop/Live/measure` publishes it, and writes this page.

        ## Without an answer

        The longest time between two answers, in milliseconds; the time until the first answer of a new active member is in it, and so is whatever else the machine was doing. "Lost": questions through the tunnel
        without an answer, among those before the last one that was answered. "Not led": for how long nobody led packets from inside into the tunnel, at most: no member had both the virtual address inside and
        a route into the tunnel, as the kernels of both told at every change.

        | what happens | through the tunnel, median | max | lost, median | max | outside, median | max | inside, median | max | not led, median | max |
        |---|---|---|---|---|---|---|---|---|---|---|
        {times}
        ## What was kept, and what was not as it was sent

        "Kept": the peer has the same SPIs of IKE and ESP as before, or where it was rekeyed one pair that followed from the one before, and has never begun anew. "Rekeys": SAs that took the place of others, in all runs.
        "Twice": sequence numbers and nonces under one SPI that the gateway used a second time, counted on the wire outside. "Duplicates": answers that came twice to the host behind the peer. "Reordered": packets of
        the gateway that its peer got behind a later one of their SA, and answers that came behind a later one. "TCP": transfers whose hash is that of what was sent. "Led twice": for how many milliseconds both members led
        packets from inside into the tunnel, at most. "Strayed": how often the host inside had another route or another MAC address for its next hop: it has no routing protocol, its route goes by the virtual address.
        "Same reign": nobody took over, in the end the member reigns that reigned before, in the same epoch.
        "IKE": messages of IKE on the wire outside, in all runs, from what happens until packets pass again and half a second longer (three where nobody takes over). Whoever takes over asks each peer once whether it lives (RFC 7296 §2.4), which nothing
        waits for and is not counted.

        | what happens | kept | rekeys | twice | duplicates | reordered | TCP | led twice | strayed | same reign | IKE |
        |---|---|---|---|---|---|---|---|---|---|---|
        {counts}
        {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores of {Machine.Name}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}, {StrongSwan.Version}.

        Where the standby or the sync channel is gone, nothing new is granted until the member goes on alone (`replication.synced_for`, 500 ms here, and 12 s where nothing is set), and a tunnel has a floor that is few packets ahead,
        with ten packets in a second or fewer none ([ADR 77](adr/0077-nothing-ahead-of-few-packets.md)): what the peer sends waits meanwhile (16,384 packets and 64 MiB of all tunnels, of which one gets half at most), and is late, not lost. That is what `Strict` costs. A standby that is restarted costs the same: it is gone, whoever has
        asked for it.

        For comparison, on a machine of this kind: strongSwan alone with an address that moves is without an answer for 166 s (DPD each second, retransmission as it is set by default) or 5 s (tuned); with its ha
        plugin for 6 to 7 s, and longer the more had passed before, because the standby does not know the sequence numbers and the peer's window drops as many packets as it has seen.

        """;

    private sealed record Outcome(
        double Tunnel, double Outside, double Inside, int Lost, bool HasKept, int Twice)
    {
        public double Unled { get; init; }

        public double LedTwice { get; init; }

        public int Rekeys { get; init; }

        public int Duplicates { get; init; }

        public int Reordered { get; init; }

        public bool IsWhole { get; init; }

        public int Strayed { get; init; }

        public bool IsSameReign { get; init; }

        public int Said { get; init; }
    }

    private sealed class MeasurementFactAttribute : FactAttribute
    {
        public MeasurementFactAttribute() => Skip = Lab.Missing ?? StrongSwan.Missing
            ?? (Runs > 0 ? null : "measures, where HOLDFAST_MEASURE_FAILOVER says how often");
    }
}
