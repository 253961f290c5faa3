using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The README shows what the tool prints, to the letter.</summary>
public sealed partial class ReadmeOutput
{
    [Fact]
    public void The_output_in_the_readme_is_what_the_tool_prints()
    {
        var root = Root();
        var shown = Block(root, 4);
        var tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");
        var capture = Path.Combine(root, "samples", "captures", "tour.pcap");
        var start = new ProcessStartInfo("dotnet", [tool, "decode", capture])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n");
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(shown, printed.TrimEnd('\n'));
    }

    [Fact]
    public async Task The_decrypted_lines_in_the_readme_are_what_the_tool_prints()
    {
        var shown = Block(Root(), 5).Split('\n');
        var run = await ToolRun.Of(
            "decode", "--keys", ToolRun.File("samples/captures/tour.keys.json"),
            ToolRun.File("samples/captures/tour.pcap"));
        Assert.Equal(0, run.Code);
        Assert.Equal(5, shown.Length);
        Assert.Equal(shown, run.Lines.Intersect(shown));
        Assert.DoesNotContain("icv bad", run.Output);
    }

    [Fact]
    public async Task The_table_in_the_readme_is_what_prove_prints_but_for_the_time()
    {
        var shown = Block(Root(), 1).Split("\n\n");
        var rows = shown[0].Split('\n');
        Assert.Subset(
            Catalogue.All.Where(one => one.IsDefault).Select(one => one.Name).ToHashSet(),
            rows[1..].Select(row => row.Split(' ')[0]).ToHashSet());

        Assert.Contains(
            $"of {Catalogue.All.Count(one => one.IsDefault)} rows",
            File.ReadAllText(Path.Combine(Root(), "README.md")), StringComparison.Ordinal);
        Assert.Contains(
            $"({Catalogue.All.Count(one => one.IsScheduled)} of them,",
            File.ReadAllText(Path.Combine(Root(), "docs", "prove.md")), StringComparison.Ordinal);

        // Two that take no time; all rows are compared with the page of worlds below.
        var run = await ToolRun.Of("prove", "hsrp-repaired-1", "hsrp-repaired-2");
        Assert.Equal(0, run.Code);
        var printed = run.Output.Split("\n\n")[0].Split('\n').Select(Timeless).ToList();
        Assert.Equal(3, printed.Count);
        Assert.Subset(rows.Select(Timeless).ToHashSet(), printed.ToHashSet());
        Assert.All(run.Output.Split("\n\n")[1].Split('\n')[..^2], claim =>
            Assert.Contains(claim, shown[1].Split('\n')));
    }

    /// <summary>The page has each world that prove ships, and another test explores them all.
    /// </summary>
    [Fact]
    public void Every_row_of_the_readme_is_that_of_the_page_of_worlds()
    {
        var page = File.ReadAllLines(Path.Combine(Root(), "docs", "machines", "worlds.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line[2..^2].Split(" | ")).Skip(1).ToList();
        var shown = Block(Root(), 1).Split("\n\n");
        var rows = shown[0].Split('\n')[1..];
        var expected = page.ToDictionary(cells => cells[0], cells => string.Join(
            ' ', cells[0], cells[1], Whole(Permutations(cells[2])), cells[3], cells[4], cells[5],
            cells[6], ProofText.Asked([.. Asked(cells[7])]), cells[8]));
        Assert.Equal(
            rows.Select(row => expected.GetValueOrDefault(row.Split(' ')[0])),
            rows.Select(Timeless));

        var (world, goal, most) = (
            from cells in page
            from Match worst in Worst.Matches(cells[7])
            select (cells[0], worst.Groups["goal"].Value, int.Parse(
                worst.Groups["units"].Value, CultureInfo.InvariantCulture)))
            .MaxBy(one => one.Item3);
        Assert.Equal(
            $"Longest until {goal} holds, from any state in any order: {most} units of time, "
            + $"in {world}",
            shown[1].Split('\n')[^1]);
    }

    /// <summary>What the letters below the table say is what those worlds are asked.</summary>
    [Fact]
    public void Every_claim_of_the_readme_is_asked_in_words_like_these()
    {
        var asked = Catalogue.All.Where(one => one.IsDefault)
            .Select(one => one.Explore(one.With(), new() { Depth = 0 }, new()))
            .SelectMany(one => one.Invariants.Select(claim => $"{claim.Name} {claim.Says}")
                .Concat(one.Goals.Select(goal => $"{goal.Name} {goal.Says}")))
            .ToHashSet();
        Assert.All(
            Block(Root(), 1).Split("\n\n")[1].Split('\n')[..^1],
            line => Assert.Contains(Blanks.Replace(line, " "), asked));
    }

    [Fact]
    public async Task The_trace_in_the_readme_is_what_prove_prints()
    {
        using var folder = new Folder();
        var run = await ToolRun.Of("prove", "hsrp-literal", "--traces", folder.Path);
        Assert.Equal(Block(Root(), 2), run.Output.Split("\n\n")[0]);
    }

    /// <summary>The cells of a row without its time, however wide they are.</summary>
    private static string Timeless(string row)
    {
        var cells = Whole(row).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', cells.Where((_, at) => at != 7));
    }

    private static string Permutations(string cell) => ProofText.Permutations(
        cell.StartsWith("over ", StringComparison.Ordinal)
            ? UInt128.MaxValue
            : UInt128.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    /// <summary>The names of what is asked, without the longest time to it.</summary>
    private static IEnumerable<string> Asked(string cell) =>
        cell == "counts" ? [] : cell.Split(", ").Select(one => one.Split(" (")[0]);

    [GeneratedRegex(@"(?<goal>[^,( ][^,(]*) \((?<units>\d+)\)")]
    private static partial Regex Worst { get; }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks { get; }

    /// <summary>The one cell that has a blank of its own, without it.</summary>
    private static string Whole(string text) =>
        text.Replace("over ", "over-", StringComparison.Ordinal);

    private static string Block(string root, int number)
    {
        var readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        return readme.Split("```text\n")[number].Split("\n```")[0];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Protocol.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
