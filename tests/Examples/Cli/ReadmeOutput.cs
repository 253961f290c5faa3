using System.Diagnostics;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The README shows what the tool prints, to the letter.</summary>
public sealed class ReadmeOutput
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

        // The others take long, and their counts are pinned where the explorer is tested.
        var run = await ToolRun.Of(
            "prove", "hsrp-repaired-1", "hsrp-repaired-1-preempt", "hsrp-repaired-2",
            "hsrp-repaired-2-preempt");
        Assert.Equal(0, run.Code);
        var printed = run.Output.Split("\n\n")[0].Split('\n').Select(Timeless).ToList();
        Assert.Equal(5, printed.Count);
        Assert.Equal(printed, rows[..5].Select(Timeless));
        Assert.All(run.Output.Split("\n\n")[1].Split('\n')[..^2], claim =>
            Assert.Contains(claim, shown[1].Split('\n')));
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
        var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', cells.Where((_, at) => at != 7));
    }

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
