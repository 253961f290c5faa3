using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast prove --memory</c>: a process that takes no more says how far it came, and
/// goes on with the next world.</summary>
public sealed class MemoryOfProofs
{
    private const long Megabyte = 1L << 20;

    [Fact]
    public void A_world_that_needs_more_ends_there_and_the_next_one_has_its_room_again()
    {
        const long most = 300 * Megabyte;
        var (code, output, peak) = Run(
            "prove", "reference-election", "hsrp-repaired-2", "--faults", "crash=2", "--memory",
            "300M", "--threads", "1", "--json");
        var worlds = JsonNode.Parse(output)!["scenarios"]!.AsArray();
        var (large, small) = (worlds[0]!, worlds[1]!);

        Assert.Equal(3, code);
        Assert.Equal(("memory", false), ((string?)large["ended_by"], (bool)large["complete"]!));
        Assert.InRange((long)large["states"]!, 500_000, 7_000_310);
        Assert.InRange((long)large["transitions"]!, (long)large["states"]!, long.MaxValue);
        Assert.InRange((int)large["depth"]!, 10, 80);
        Assert.Empty(large["violations"]!.AsArray());

        Assert.Equal(("complete", true), ((string?)small["ended_by"], (bool)small["complete"]!));
        Assert.InRange((long)small["states"]!, 10_000, 1_000_000);
        Assert.All(small["goals"]!.AsArray(), goal => Assert.True((bool)goal!["holds"]!));

        // A chunk is taken in before memory is asked for again, and lists grow by doubling.
        Assert.InRange(peak, most / 2, most + (most / 2));
    }

    [Fact]
    public async Task The_table_says_in_words_how_far_it_came()
    {
        var run = await ToolRun.Of("prove", "hsrp-repaired-2", "hsrp-repaired-1", "--memory", "1M");
        Assert.Equal(3, run.Code);
        var rows = run.Output.Split("\n\n")[0].Split('\n')[1..];
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row =>
        {
            Assert.Contains("no: memory", row, StringComparison.Ordinal);
            Assert.Contains("out of memory", row, StringComparison.Ordinal);
            Assert.DoesNotContain("holds", row, StringComparison.Ordinal);
        });
    }

    /// <summary>A process of its own, and the most memory that it was seen with.</summary>
    private static (int Code, string Output, long Peak) Run(params string[] arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            peak = process.HasExited ? peak : Math.Max(peak, process.WorkingSet64);
        }

        return (process.ExitCode, output.Result, peak);
    }
}
