using System.Text.Json.Nodes;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast prove --schedules</c>: every schedule of at most so many faults.</summary>
public sealed class Schedules
{
    [Fact]
    public async Task A_row_says_how_many_were_run_and_how_late_they_heal()
    {
        var run = await ToolRun.Of("prove", "hsrp-repaired-2", "--schedules", "3");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var cells = run.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["hsrp-repaired-2", "3", "4", "14", "288,249", "6,759", "5,108"], cells[..7]);
        Assert.Equal("holds", cells[^1]);
    }

    [Fact]
    public async Task Programs_get_one_object_whose_spread_sums_up()
    {
        var run = await ToolRun.Of(
            "prove", "hsrp-repaired-2", "--schedules", "2", "--units", "2", "--json",
            "--faults", "stop=0,forge=0");
        Assert.Equal(0, run.Code);
        var one = Assert.Single(JsonNode.Parse(run.Output)!["schedules"]!.AsArray())!.AsObject();
        Assert.Equal(
            [
                "name", "faults", "units", "complete", "schedules", "prefixes", "states", "seconds",
                "alphabet", "goals", "violations",
            ],
            one.Select(member => member.Key));
        Assert.Equal(
            [
                "crash r1", "crash r2", "cut r1 → r2", "cut r1 ↔ r2", "cut r2 → r1", "join",
                "start r1", "start r2",
            ],
            one["alphabet"]!.AsArray().Select(name => (string)name!)
                .Order(StringComparer.Ordinal));
        var goal = Assert.Single(one["goals"]!.AsArray())!;
        Assert.Equal("0", (string?)goal["never"]);
        Assert.Equal(
            long.Parse((string)one["schedules"]!),
            goal["spread"]!.AsArray().Sum(count => long.Parse((string)count!)));
    }

    [Fact]
    public async Task What_never_heals_is_shown_saved_and_happens_again()
    {
        using var folder = new Folder();
        var run = await ToolRun.Of(
            "prove", "hsrp-literal", "--schedules", "2", "--traces", folder.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains("hsrp-literal: I10 does not hold", run.Output, StringComparison.Ordinal);
        Assert.Contains("never", run.Output, StringComparison.Ordinal);
        var again = await ToolRun.Of(
            "replay", Path.Combine(folder.Path, "hsrp-literal-I10.trace.json"));
        Assert.Equal(0, again.Code);
    }

    [Fact]
    public async Task Without_a_name_all_are_run_that_have_faults()
    {
        var run = await ToolRun.Of("prove", "--schedules", "1", "--units", "1", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(
            Catalogue.All.Where(one => one.IsDefault && one.Faults.Count > 0)
                .Select(one => one.Name).Where(name => name != "reference-election"),
            JsonNode.Parse(run.Output)!["schedules"]!.AsArray()
                .Select(one => (string)one!["name"]!));
    }

    // Who has left and does not come back must not stand in the way of who does.
    [Fact]
    public async Task Whatever_breaks_while_a_member_leaves_it_heals()
    {
        var run = await ToolRun.Of("prove", "drain", "--schedules", "2");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith("holds", run.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--schedules", "9")]
    [InlineData("--schedules", "-1")]
    [InlineData("--schedules", "1", "--units", "0")]
    [InlineData("--schedules", "1", "--depth", "3")]
    public async Task Wrong_bounds_exit_2(params string[] bounds)
    {
        var run = await ToolRun.Of(["prove", "hsrp-repaired-1", .. bounds]);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith(
            "holdfast prove: --schedules", run.Error, StringComparison.Ordinal);
    }
}
