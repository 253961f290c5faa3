using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast simulate</c>: one run of a world.</summary>
public sealed class Simulated
{
    [Fact]
    public async Task A_crash_of_the_stateful_pair_is_a_timeline_that_holds()
    {
        var run = await ToolRun.Of("simulate", "stateful-pair", "--seed", "7");

        Assert.Equal((0, ""), (run.Code, run.Error));
        ToolRun.Snapshot("simulate-stateful-pair.txt", run.Output);
        Assert.Contains("⚡ alice crashes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_run_is_one_object_for_programs()
    {
        var run = await ToolRun.Of("simulate", "stateful-pair", "--seed", "7", "--json");
        using var json = System.Text.Json.JsonDocument.Parse(run.Output);
        var root = json.RootElement;

        Assert.Equal(0, run.Code);
        Assert.Equal("7", root.GetProperty("seed").GetString());
        Assert.Equal(0, root.GetProperty("violations").GetArrayLength());
        Assert.Equal(2, root.GetProperty("measures").GetProperty("takeovers").GetInt32());
        Assert.Contains(
            root.GetProperty("timeline").EnumerateArray(),
            one => one.GetProperty("kind").GetString() == "fault");
    }

    [Fact]
    public async Task Nothing_breaks_where_calm_is_asked_for()
    {
        var run = await ToolRun.Of("simulate", "stateful-pair", "--calm");

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("crashes", run.Output, StringComparison.Ordinal);
        Assert.Contains("1901 sent, 0 lost", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worlds_are_listed_and_a_wrong_name_is_answered_with_a_near_one()
    {
        var list = await ToolRun.Of("simulate", "--list");
        Assert.Equal(0, list.Code);
        Assert.Contains(
            list.Lines, line => line.StartsWith("stateful-pair ", StringComparison.Ordinal));

        var wrong = await ToolRun.Of("simulate", "statefull-pair");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("did you mean stateful-pair?", wrong.Error, StringComparison.Ordinal);

        var none = await ToolRun.Of("simulate");
        Assert.Equal(2, none.Code);
        Assert.Contains("--list", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_of_a_scenario_is_played_by_its_name_and_written_as_a_file_that_is_played()
    {
        const string name = "crash-in-child-rekey/both-at-once-safety-first";
        var cases = await ToolRun.Of("simulate", "--list", "crash-in-child-rekey");
        Assert.Contains(
            cases.Lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));

        var run = await ToolRun.Of("simulate", name, "--json");
        Assert.Equal(0, run.Code);

        var file = await ToolRun.Of("simulate", name, "--print");
        Assert.Equal(0, file.Code);
        var again = await ToolRun.With(
            Encoding.UTF8.GetBytes(file.Output), "simulate", "-", "--json");
        Assert.Equal(run.Output, again.Output);
    }

    [Theory]
    [InlineData("crash-in-child-rekey", "has * cases, as crash-in-child-rekey/")]
    [InlineData("crash-in-child-rekey/never", "no case 'never'")]
    [InlineData("simultaneous-timers", "the explorer alone has 'simultaneous-timers'")]
    [InlineData("sync-partitions", "did you mean sync-partition?")]
    public async Task What_is_no_case_is_answered_with_what_there_is(string name, string says)
    {
        foreach (var command in new[] { "simulate", "campaign" })
        {
            var run = await ToolRun.Of(command, name);
            Assert.Equal(2, run.Code);
            Assert.Matches(
                Regex.Escape(says).Replace("\\*", "[0-9]+", StringComparison.Ordinal), run.Error);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_world_is_located()
    {
        var run = await ToolRun.With("{\"World\": 7}"u8.ToArray(), "simulate", "-");

        Assert.Equal(2, run.Code);
        Assert.Contains("-(1,2): $.World", run.Error, StringComparison.Ordinal);
    }
}
