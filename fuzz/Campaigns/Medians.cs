using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>By which execution a planted bug was found, in several draws of a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Median">In the middle of the draws.</param>
/// <param name="Best">In the best.</param>
/// <param name="Worst">In the worst; null: not at all.</param>
/// <param name="Draws">How many there were.</param>
/// <param name="Build">The commit that was built.</param>
internal sealed partial record Medians(
    string Target, long Median, long Best, long? Worst, int Draws, string Build)
{
    private const string Begins = "<!-- planted -->";
    private const string Ends = "<!-- /planted -->";

    /// <summary>What <c>fuzz/planted</c> says of a target; null: the line says nothing of one.
    /// </summary>
    /// <param name="line">The target, the executions of each draw in order, their median.</param>
    /// <param name="most">Executions of a draw at most.</param>
    /// <param name="build">The commit that was built.</param>
    public static Medians? Of(string line, long most, string build)
    {
        var said = Said.Match(line);
        if (!said.Success)
        {
            return null;
        }

        long[] draws =
        [
            .. said.Groups["draw"].Captures.Select(
                draw => long.Parse(draw.Value, CultureInfo.InvariantCulture)),
        ];
        return new(
            said.Groups["target"].Value,
            long.Parse(said.Groups["median"].Value, CultureInfo.InvariantCulture), draws[0],
            draws[^1] <= most ? draws[^1] : null, draws.Length, build);
    }

    /// <summary>The rows of the table of a page; where it has none, there are none.</summary>
    public static IReadOnlyList<Medians> In(string page) =>
        [.. Row.Matches(Figures.Between(page, Begins, Ends)).Select(Read)];

    /// <summary>A page with rows of what was drawn now, and those of before of other targets.
    /// </summary>
    /// <param name="page">The page; without the two marks it becomes the table.</param>
    /// <param name="drawn">What was drawn.</param>
    /// <param name="targets">The names of all targets in their order; other rows are dropped.
    /// </param>
    public static string Put(
        string page, IReadOnlyList<Medians> drawn, IReadOnlyList<string> targets)
    {
        var all = drawn.Concat(In(page)).DistinctBy(one => one.Target)
            .ToDictionary(one => one.Target);
        var text = new StringBuilder()
            .AppendLine("| target | median | best | worst | draws | build |")
            .AppendLine("|---|---:|---:|---:|---:|---|");
        foreach (var one in targets.Where(all.ContainsKey).Select(target => all[target]))
        {
            text.AppendLine(one.ToString());
        }

        return Figures.Put(page, $"{text}", Begins, Ends);
    }

    /// <summary>A row of the table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target} | {Median:N0} | {Best:N0} | {Worst?.ToString("N0", CultureInfo.InvariantCulture)
            ?? "not found"} | {Draws} | {Build} |");

    private static Medians Read(Match row) => new(
        row.Groups["target"].Value, Number(row.Groups["median"].Value)!.Value,
        Number(row.Groups["best"].Value)!.Value, Number(row.Groups["worst"].Value),
        (int)Number(row.Groups["draws"].Value)!.Value, row.Groups["build"].Value);

    private static long? Number(string text) => long.TryParse(
        text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex(@"^(?<target>[\w-]+) +(?<draw>\d+ )+ median (?<median>\d+)$")]
    private static partial Regex Said { get; }

    [GeneratedRegex(
        @"^\| (?<target>[\w-]+) \| (?<median>[\d,]+) \| (?<best>[\d,]+) "
            + @"\| (?<worst>[\d,]+|not found) \| (?<draws>\d+) \| (?<build>[\w+]+) \|\r?$",
        RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
