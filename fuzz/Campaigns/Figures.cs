using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>What targets have come to, as documents.</summary>
internal static class Figures
{
    private const string Begins = "<!-- figures -->";
    private const string Ends = "<!-- /figures -->";

    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>A target as one line of JSON.</summary>
    public static string Line(string target, Sums sums) => JsonSerializer.Serialize(
        new
        {
            Target = target,
            sums.Executions,
            sums.Seconds,
            sums.CpuSeconds,
            sums.Edges,
            sums.Corpus,
            sums.Findings,
        },
        Layout);

    /// <summary>All targets as one document of JSON, each in a line.</summary>
    public static string Json(IReadOnlyList<(string Target, Sums Sums)> all) =>
        "{\"targets\":[\n"
        + string.Join(",\n", all.Select(one => Line(one.Target, one.Sums)))
        + "\n]}\n";

    /// <summary>All targets as one table, with a row of their sums.</summary>
    /// <param name="all">The targets.</param>
    /// <param name="mended">What was once found, and is mended.</param>
    public static string Table(
        IReadOnlyList<(string Target, Sums Sums)> all, IReadOnlyList<MendedFinding> mended)
    {
        var text = new StringBuilder()
            .AppendLine("| target | executions | executions/s | edges | corpus | findings |")
            .AppendLine("|---|---:|---:|---:|---:|---|");
        foreach (var (target, sums) in all)
        {
            var before = mended.Where(one => one.Target == target).ToArray();
            Row(text, target, sums, before);
        }

        var whole = new Sums
        {
            Executions = all.Sum(one => one.Sums.Executions),
            Seconds = all.Sum(one => one.Sums.Seconds),
            Findings = all.Sum(one => one.Sums.Findings),
        };
        Row(text, "all", whole, []);
        return text.ToString();
    }

    /// <summary>A page with a table where its two marks are; a page without them is the table.
    /// </summary>
    public static string Put(string page, string table) => Put(page, table, Begins, Ends);

    /// <summary>The same, between other marks.</summary>
    public static string Put(string page, string table, string begins, string ends)
    {
        var (from, to) = Marks(page, begins, ends);
        return to < from ? table : $"{page[..from]}\n\n{table}\n{page[to..]}";
    }

    /// <summary>What stands between two marks of a page; nothing, where it has none.</summary>
    public static string Between(string page, string begins, string ends)
    {
        var (from, to) = Marks(page, begins, ends);
        return to < from ? "" : page[from..to];
    }

    private static (int From, int To) Marks(string page, string begins, string ends)
    {
        var from = page.IndexOf(begins, StringComparison.Ordinal);
        return (from + begins.Length, from < 0 ? -1 : page.IndexOf(ends, StringComparison.Ordinal));
    }

    private static void Row(
        StringBuilder text, string name, Sums sums, IReadOnlyList<MendedFinding> before)
    {
        var pace = sums.Seconds > 0 ? sums.Executions / sums.Seconds : 0;
        var commits = string.Join(", ", before.Select(one => one.Commit).Distinct());
        var found = before.Count > 0
            ? $"{sums.Findings}; {before.Count} before, mended in {commits}"
            : $"{sums.Findings}";
        text.AppendLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {sums.Executions:N0} | {pace:N0} | {sums.Edges:#,#} | "
                + $"{sums.Corpus:#,#} | {found} |"));
    }
}
