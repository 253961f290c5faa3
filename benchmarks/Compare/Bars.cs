namespace Holdfast.Benchmarks.Compare;

/// <summary>A bar, what was measured, and whether it holds.</summary>
internal sealed record Verdict(string Bar, double Limit, double Measured)
{
    public bool Passed => Measured <= Limit;
}

/// <summary>What the generated parsers are held to.</summary>
internal static class Bars
{
    private const double Mean = 1.25;
    private const double WorstRow = 1.40;

    private const double Streaming = 1.25;

    internal static double GeometricMean(IReadOnlyList<Cell> cells, string parser)
    {
        var ratios = cells.Where(cell => cell.Parser == parser).Select(cell => cell.Ratio).ToList();
        return Math.Exp(ratios.Sum(Math.Log) / ratios.Count);
    }

    /// <summary>The bar of a stream out of the page cache; the reader's own buffers are not counted
    /// as allocations of packets.</summary>
    internal static IReadOnlyList<Verdict> JudgeStream(IReadOnlyList<Cell> cells, string subject)
    {
        var cell = cells.Single(cell => cell.Parser == subject);
        return
        [
            new("stream, × C read", Streaming, cell.Ratio),
            new("octets allocated per packet", 1, cell.Allocated),
        ];
    }

    /// <param name="cells">The table.</param>
    /// <param name="subject">The parser that is judged.</param>
    /// <param name="handWritten">The careful C# that it must not be slower than, on any row.</param>
    internal static IReadOnlyList<Verdict> Judge(
        IReadOnlyList<Cell> cells, string subject, string handWritten)
    {
        var judged = cells.Where(cell => cell.Parser == subject).ToList();
        var verdicts = new List<Verdict>
        {
            new("geometric mean, × C", Mean, GeometricMean(cells, subject)),
            new("slowest row, × C", WorstRow, judged.Max(cell => cell.Ratio)),
            new("octets allocated per packet", 0, judged.Max(cell => cell.Allocated)),
        };
        foreach (var cell in judged)
        {
            var other = cells.Single(c => c.Row == cell.Row && c.Parser == handWritten);
            verdicts.Add(new($"{cell.Row}, × {handWritten}", 1, cell.Ratio / other.Ratio));
        }

        return verdicts;
    }
}
