using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// What many tunnels notice of a failover: HOLDFAST_MEASURE_LOAD=3 runs each load so often and
/// writes the figures of docs/load.md, unless a takeover takes longer than
/// <see cref="LiveLoad.Budget"/>, or something does not hold that holds of every one.
/// </summary>
public sealed class LoadMeasurement
{
    private const string Begin = "<!-- figures -->";
    private const string End = "<!-- end of figures -->";
    private static readonly int Runs = Number("HOLDFAST_MEASURE_LOAD", 0);
    private static readonly int Peers = Number("HOLDFAST_MEASURE_LOAD_PEERS", 1_000);
    private static readonly int Hold = Number("HOLDFAST_MEASURE_LOAD_HOLD", 150);
    private static readonly int Packets = Number("HOLDFAST_MEASURE_LOAD_PACKETS", 1_000_000);

    // Slow ones take longer: each of them has few questions in which something can be seen.
    private static readonly Load[] ByRate =
    [
        .. (Environment.GetEnvironmentVariable("HOLDFAST_MEASURE_LOAD_RATES") ?? "10,100,1000,10000")
            .Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))
            .Select(rate => new Load(Peers, rate, rate < 1_000 ? 10 : 5, rate < 1_000 ? 15 : 8)),
    ];

    private static readonly Load[] ByAge = Packets == 0
        ? []
        :
        [
            new(1, 5_000, Before: 0.2, After: 4),
            new(1, 5_000, Before: Packets / 5_000.0, After: 4),
        ];

    [LoadFact]
    public async Task What_many_tunnels_notice_of_a_failover()
    {
        var busy = await File.ReadAllTextAsync("/proc/loadavg");
        List<Seen> byRate = [], byAge = [];
        foreach (var load in ByRate)
        {
            byRate.AddRange(await RunAsync(load));
        }

        foreach (var load in ByAge)
        {
            byAge.AddRange(await RunAsync(load));
        }

        var page = Path.Combine(Corpus.Repository.Root, "docs", "load.md");
        var text = await File.ReadAllTextAsync(page);
        var (from, to) = (
            text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            text.IndexOf(End, StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            page, $"{text[..from]}\n{Figures(byRate, byAge, busy)}{text[to..]}");
    }

    private static async Task<List<Seen>> RunAsync(Load load)
    {
        List<Seen> all = [];
        for (var run = 0; run < Runs; run++)
        {
            using var lab = new Lab(Hold / 3, Hold, hasPeer: true);
            LiveLoad.Introduce(lab, load.Peers);
            var (alice, moon) = await LiveMember.PairAsync(lab);
            var asks = new LiveLoad(lab, load.Peers, load.Rate, load.Before + load.After);
            await asks.UntilAskingAsync();
            await moon.UntilAsync(
                status => (int)status["child_sas"]! == load.Peers, "told of all CHILD SAs");
            await Task.Delay(TimeSpan.FromSeconds(load.Before));
            var before = await alice.AskAsync();
            var passed = (ulong)before["traffic"]!["packets_in"]!;
            alice.Signal("KILL");
            var moonReigns = await moon.UntilActiveAsync();
            var seen = await asks.EndedAsync();
            Assert.Equal(load.Peers, (int)moonReigns["child_sas"]!);
            var below = await LiveLoad.BelowFloorsAsync(moon);
            Assert.InRange(
                (int)seen["lost"]!, 0, LiveLoad.LostMost(seen, load.Peers, load.Rate));
            Assert.InRange(below, 0, LiveLoad.FloorsMost(load.Peers, load.Rate));
            if (Hold == 150)
            {
                LiveLoad.AssertInTime(seen, LiveLoad.Budget, load.Rate);
            }

            Assert.Equal(
                (load.Peers, 0), ((int)seen["kept"]!, (int)seen["twice"]! + (int)seen["ended"]!));
            seen["below"] = (double)below;
            seen.AsObject().Remove("tunnels");
            await NoteAsync(new JsonObject
            {
                ["load"] = $"{load}",
                ["passed"] = passed,
                ["seen"] = seen.DeepClone(),
                ["before"] = before,
                ["successor"] = await moon.AskAsync(),
            });
            all.Add(new(load, passed, seen));
        }

        return all;
    }

    /// <summary>Each run is a line of artifacts/load.jsonl, for whoever wonders about a figure.
    /// </summary>
    private static Task NoteAsync(JsonNode run)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Corpus.Repository.Root, "artifacts"));
        return File.AppendAllTextAsync(
            Path.Combine(folder.FullName, "load.jsonl"), $"{run.ToJsonString()}\n");
    }

    private static string Figures(List<Seen> byRate, List<Seen> byAge, string busy)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores of {Machine.Name} (members, generator and host share them; load average before: {busy.Split(' ')[0]}), {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}, {Runs} runs of each, hold time {Hold} ms.
            {Peers} tunnels were built at {Middle(byRate, "stood_after", after => Peers / after):0} in a second; a handshake took {Middle(byRate, "handshake_median", Milliseconds):0} ms in the middle and {Most(byRate, "handshake_max", Milliseconds):0} ms at most.

            | tunnels | questions a second | nobody answered, ms, median | max | a tunnel was silent, ms, in the middle | at most | lost, median | max | lost beside the silences, at most | below floors, at most | bound | twice | same SPIs | answered in the end |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """);
        foreach (var load in ByRate)
        {
            var runs = byRate.Where(one => one.Load == load).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                | {load.Peers} | {load.Rate} | {Middle(runs, "silence", Milliseconds):0} | {Most(runs, "silence", Milliseconds):0} | {Middle(runs, "silence_median", Milliseconds):0} | {Most(runs, "silence_max", Milliseconds):0} | {Middle(runs, "lost", same => same):0} | {Most(runs, "lost", same => same):0} | {Most(runs, "lost_beside", same => same):0} | {Most(runs, "below", same => same):0} | {LiveLoad.FloorsMost(load.Peers, load.Rate)} | {Most(runs, "twice", same => same):0} | {Least(runs, "kept")} of {load.Peers} | {load.Peers - Most(runs, "silent", same => same):0} of {load.Peers} |
                """);
        }

        if (byAge.Count == 0)
        {
            return text.ToString();
        }

        text.AppendLine("""

            | packets that had passed | nobody answered, ms, median | max | lost, median | max | lost beside the silence, at most | below floors, at most | bound | twice |
            |---|---|---|---|---|---|---|---|---|
            """);
        foreach (var load in ByAge)
        {
            var runs = byAge.Where(one => one.Load == load).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                | {runs.Min(one => one.Passed)} | {Middle(runs, "silence", Milliseconds):0} | {Most(runs, "silence", Milliseconds):0} | {Middle(runs, "lost", same => same):0} | {Most(runs, "lost", same => same):0} | {Most(runs, "lost_beside", same => same):0} | {Most(runs, "below", same => same):0} | {LiveLoad.FloorsMost(load.Peers, load.Rate)} | {Most(runs, "twice", same => same):0} |
                """);
        }

        return text.ToString();
    }

    private static double Milliseconds(double seconds) => seconds * 1_000;

    private static double Middle(List<Seen> runs, string field, Func<double, double> of) =>
        runs.Select(one => of((double)one.Told[field]!)).Order().ElementAt(runs.Count / 2);

    private static double Most(List<Seen> runs, string field, Func<double, double> of) =>
        runs.Max(one => of((double)one.Told[field]!));

    private static int Least(List<Seen> runs, string field) =>
        runs.Min(one => (int)one.Told[field]!);

    private static int Number(string name, int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
        ? number
        : otherwise;

    /// <summary>A load, and for how many seconds before the active member is killed and after.
    /// </summary>
    private sealed record Load(int Peers, double Rate, double Before, double After);

    private sealed record Seen(Load Load, ulong Passed, JsonNode Told);

    private sealed class LoadFactAttribute : FactAttribute
    {
        public LoadFactAttribute() => Skip = Lab.Missing
            ?? (Runs > 0 ? null : "measures, where HOLDFAST_MEASURE_LOAD says how often");
    }
}
