using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Codec;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// docs/fuzzing.md: what a campaign and <c>fuzz/planted</c> have written into it has a row for each
/// target, and meets the bars.
/// </summary>
public sealed partial class TablesOfThePage
{
    private const long LeastExecutions = 500;
    private const long LeastOfAll = 100_000_000;
    private const int ExecutionsMax = 10_000;
    private const int Draws = 5;

    private static readonly string Page =
        File.ReadAllText(Path.Combine(Inputs.Root, "docs", "fuzzing.md"));

    private static readonly string[] Names = [.. Targets.All.Select(target => target.Name)];

    [Fact]
    public void Every_target_has_a_median_below_ten_thousand_executions()
    {
        var rows = Medians.In(Page);
        Assert.Equal(Names, rows.Select(row => row.Target));
        Assert.All(rows, row =>
        {
            Assert.Equal(Draws, row.Draws);
            Assert.InRange(row.Median, row.Best, row.Worst ?? ExecutionsMax);
            Assert.InRange(row.Best, 1, ExecutionsMax);
            Assert.InRange(row.Median, 1, ExecutionsMax - 1);

            // A build that nobody can make again shows nothing.
            Assert.Matches("^[0-9a-f]{8}$", row.Build);
        });
    }

    /// <summary>Each target had its turn, 10^8 executions in all; nothing is open, and whatever was
    /// found before has the commit that mends it.</summary>
    [Fact]
    public void The_campaign_had_every_target_and_what_was_found_is_mended()
    {
        var rows = Cells("figures");
        Assert.Equal([.. Names, "all"], rows.Select(row => row[0]));
        Assert.All(rows.SkipLast(1), row => Assert.True(
            Number(row[1]) >= LeastExecutions && Number(row[3]) > 0 && Number(row[4]) > 0,
            string.Join(' ', row)));
        Assert.Equal(rows.SkipLast(1).Sum(row => Number(row[1])), Number(rows[^1][1]));
        Assert.InRange(Number(rows[^1][1]), LeastOfAll, long.MaxValue);
        var mended = Page[Page.IndexOf("## What was found", StringComparison.Ordinal)..];
        Assert.All(
            rows, row => Assert.Matches("^0(; [0-9]+ before, mended in .+)?$", row[5]));
        Assert.All(
            rows.SelectMany(row => Commit().Matches(row[5]).Select(one => (row[0], one.Value))),
            one => Assert.Contains(
                mended.Split('\n'),
                line => line.StartsWith($"- `{one.Item1}`: ", StringComparison.Ordinal)
                    && line.Contains($"({one.Value})", StringComparison.Ordinal)));
    }

    /// <summary>Bars of ADR 107, held to what was measured on a machine at rest.</summary>
    [Fact]
    public void What_the_page_says_of_codec_families_meets_their_bars()
    {
        var rows = Cells("at rest");
        Assert.Equal(
            Targets.All.Where(target => target is CodecTarget).Select(target => target.Name),
            rows.Select(row => row[0]));
        Assert.All(rows, row =>
        {
            Assert.InRange(Number(row[1]), 200_000, long.MaxValue);
            Assert.InRange(Number(row[3]), 25_000, long.MaxValue);
        });
    }

    /// <summary>Nobody has typed it: it is what its rows say, written again.</summary>
    [Fact]
    public void The_table_of_medians_is_as_it_is_written() => Assert.Equal(
        Page, Medians.Put(Page, [], Names), ignoreLineEndingDifferences: true);

    [Fact]
    public void What_a_search_says_becomes_a_row_and_rows_of_others_stay()
    {
        string[] targets = ["gre", "hsrp", "bfd"];
        var page = "before\n<!-- planted -->\n\n| old | 1 | 1 | 1 | 5 | aa |\n"
            + "| bfd | 1,234 | 9 | not found | 5 | 660b18ff |\n"
            + "| gre | 7 | 6 | 8 | 5 | 660b18ff |\n<!-- /planted -->\nbehind\n";
        var drawn = new[]
        {
            "a line of the build",
            "hsrp             206 290 296 3000 3404  median 296",
            "gre              43 50 2000 10001 10001  median 2000",
        }.Select(line => Medians.Of(line, ExecutionsMax, "0123abcd+")).OfType<Medians>().ToArray();
        Assert.Equal(
            """
            before
            <!-- planted -->

            | target | median | best | worst | draws | build |
            |---|---:|---:|---:|---:|---|
            | gre | 2,000 | 43 | not found | 5 | 0123abcd+ |
            | hsrp | 296 | 206 | 3,404 | 5 | 0123abcd+ |
            | bfd | 1,234 | 9 | not found | 5 | 660b18ff |

            <!-- /planted -->
            behind

            """,
            Medians.Put(page, drawn, targets), ignoreLineEndingDifferences: true);
    }

    private static string[][] Cells(string table) =>
    [
        .. Figures.Between(Page, $"<!-- {table} -->", $"<!-- /{table} -->").Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray()),
    ];

    private static long Number(string cell) =>
        long.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9a-f]{8}")]
    private static partial Regex Commit();
}
