using System.Globalization;
using System.Text.Json;

namespace Holdfast.Benchmarks.Compare;

/// <summary>The table of a comparison, for people and as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    internal static void Print(
        TextWriter writer, IReadOnlyList<Cell> cells, IReadOnlyList<Verdict> verdicts)
    {
        var rows = cells.Select(cell => cell.Row).Distinct().ToList();
        var parsers = cells.Select(cell => cell.Parser).Distinct().ToList();
        var width = parsers.Max(parser => parser.Length);

        writer.Write("ns per packet".PadRight(width));
        foreach (var row in rows)
            writer.Write($"  {row,8}  {"× C",5}");
        writer.WriteLine($"  {"mean × C",8}  {"B/packet",8}");
        foreach (var parser in parsers)
        {
            writer.Write(parser.PadRight(width));
            foreach (var row in rows)
            {
                var cell = cells.Single(c => c.Row == row && c.Parser == parser);
                writer.Write(Text($"  {cell.Nanoseconds,8:F2}  {cell.Ratio,5:F2}"));
            }

            var allocated = cells.Where(cell => cell.Parser == parser).Max(cell => cell.Allocated);
            writer.WriteLine(
                Text($"  {Bars.GeometricMean(cells, parser),8:F3}  {allocated,8:F0}"));
        }

        writer.WriteLine();
        foreach (var verdict in verdicts)
            writer.WriteLine(Line(verdict));
    }

    internal static string Line(Verdict verdict) => Text(
        $"{(verdict.Passed ? "PASS" : "FAIL")}  {verdict.Bar}: {verdict.Measured:F3}, bar {verdict.Limit:F2}");

    internal static void WriteJson(
        string path, IReadOnlyList<Cell> cells, IReadOnlyList<Verdict> verdicts)
    {
        var means = cells.Select(cell => cell.Parser).Distinct()
            .ToDictionary(parser => parser, parser => Bars.GeometricMean(cells, parser));
        WriteJson(path, new { cells, geometric_mean_ratio = means, verdicts });
    }

    /// <summary>To a file, or to standard output when the path is "-".</summary>
    internal static void WriteJson(string path, object document)
    {
        var text = JsonSerializer.Serialize(document, Options);
        if (path == "-")
            Console.WriteLine(text);
        else
            File.WriteAllText(path, text + Environment.NewLine);
    }

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
