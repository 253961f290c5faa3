using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Compare;

/// <summary>
/// The subcommand <c>table</c>: what <c>run-peers</c> has collected in a folder, as one Markdown
/// table and as table.json.
/// </summary>
internal static partial class TableCommand
{
    private sealed record Entry(string Peer, string Row, double Nanoseconds, double Allocated);

    internal static int Run(string folder)
    {
        var entries = Compared(Path.Combine(folder, "compare.json"))
            .Concat(Gopacket(Path.Combine(folder, "gopacket.txt")))
            .ToList();
        Print(entries);
        Report.WriteJson(Path.Combine(folder, "table.json"), entries);
        return 0;
    }

    private static IEnumerable<Entry> Compared(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var cell in document.RootElement.GetProperty("cells").EnumerateArray())
        {
            yield return new Entry(
                cell.GetProperty("parser").GetString()!, cell.GetProperty("row").GetString()!,
                cell.GetProperty("nanoseconds").GetDouble(),
                cell.GetProperty("allocated").GetDouble());
        }
    }

    /// <summary>The median of the repetitions of each Go benchmark.</summary>
    private static IEnumerable<Entry> Gopacket(string path) =>
        File.ReadLines(path)
            .Select(line => GoLine().Match(line))
            .Where(match => match.Success)
            .GroupBy(match => (Peer: match.Groups[1].Value, Row: match.Groups[2].Value))
            .Select(group => new Entry(
                $"Go gopacket, {group.Key.Peer}", group.Key.Row,
                Middle(group.Select(match => Number(match.Groups[3]))),
                Middle(group.Select(match => Number(match.Groups[4])))));

    private static void Print(List<Entry> entries)
    {
        var rows = PacketRows.All.Select(row => row.Name).ToList();
        Console.WriteLine($"\n| peer, ns per packet | {string.Join(" | ", rows)} | B/packet |");
        Console.WriteLine($"|---|{string.Concat(rows.Select(_ => "---|"))}---|");
        foreach (var peer in entries.GroupBy(entry => entry.Peer))
        {
            var cells = rows.Select(row => Text(peer.Single(entry => entry.Row == row).Nanoseconds));
            var allocated = peer.Max(entry => entry.Allocated);
            Console.WriteLine(
                $"| {peer.Key} | {string.Join(" | ", cells)} | {allocated:F0} |");
        }
    }

    private static string Text(double nanoseconds) =>
        nanoseconds.ToString(nanoseconds < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static double Number(Group group) =>
        double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Benchmark(\w+)/(\w+)-\d+\s+\d+\s+([\d.]+) ns/op\s+([\d.]+) B/op")]
    private static partial Regex GoLine();
}
