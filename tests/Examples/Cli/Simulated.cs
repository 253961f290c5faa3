using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Worlds.Cards;

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

    [Fact]
    public async Task A_scenario_is_all_of_its_cases_each_with_a_line()
    {
        var run = await ToolRun.Of("simulate", "sync-partition", "--seed", "3");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var cases = ScenarioTable.Named("sync-partition")!.Cases;
        Assert.Equal(
            ["case", .. cases.Select(one => $"sync-partition/{one.Name}")],
            run.Output.Split("\n\n")[0].Split('\n').Select(line => line.Split(' ')[0]));
        Assert.All(
            run.Output.Split("\n\n")[0].Split('\n')[1..],
            line => Assert.Matches(" s +[0-9]+ +holds +[0-9a-f]{32}$", line));

        // Each is the run that its own name plays.
        var one = await ToolRun.Of("simulate", $"sync-partition/{cases[0].Name}", "--seed", "3");
        Assert.Contains(one.Lines[^1].Split(' ')[1], run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_cases_of_a_scenario_are_one_object_for_programs()
    {
        var run = await ToolRun.Of("simulate", "inside-apart-from-outside", "--json");
        Assert.Equal(0, run.Code);
        using var json = System.Text.Json.JsonDocument.Parse(run.Output);
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(
            ScenarioTable.Named("inside-apart-from-outside")!.Cases
                .Select(one => $"inside-apart-from-outside/{one.Name}"),
            cases.Select(one => one.GetProperty("scenario").GetString()));
        Assert.All(cases, one => Assert.True(
            one.GetProperty("measures").GetProperty("ike_messages").GetInt64() > 0));
    }

    [Theory]
    [InlineData("crash-in-child-rekey", "has * cases, as crash-in-child-rekey/", "campaign")]
    [InlineData(
        "crash-in-child-rekey", "has * cases, as crash-in-child-rekey/", "simulate", "--print")]
    [InlineData("crash-in-child-rekey/never", "no case 'never'", "simulate")]
    [InlineData("crash-in-child-rekey/never", "no case 'never'", "campaign")]
    [InlineData("simultaneous-timers", "'holdfast prove simultaneous-timers'", "simulate")]
    [InlineData("simultaneous-timers", "'holdfast prove simultaneous-timers'", "campaign")]
    [InlineData("sync-partitions", "did you mean sync-partition?", "simulate")]
    [InlineData("sync-partitions", "did you mean sync-partition?", "campaign")]
    public async Task What_is_no_case_is_answered_with_what_there_is(
        string name, string says, string command, params string[] options)
    {
        var run = await ToolRun.Of([command, name, .. options]);
        Assert.Equal(2, run.Code);
        Assert.Matches(
            Regex.Escape(says).Replace("\\*", "[0-9]+", StringComparison.Ordinal), run.Error);
    }

    /// <summary>All 48 by the same name, by one of the two at least.</summary>
    [Fact]
    public async Task Every_scenario_of_the_page_runs_under_its_name()
    {
        foreach (var card in ScenarioTable.All)
        {
            var listed = await ToolRun.Of("prove", "--list", card.Name);
            if (card.Shown.OfType<Evidence.Explored>().Any()
                || Catalogue.Named(card.Name).Count > 0)
            {
                Assert.Equal((0, ""), (listed.Code, listed.Error));
                Assert.DoesNotContain("known bad", listed.Output, StringComparison.Ordinal);
                Assert.True(listed.Lines.Length > 1, card.Name);
            }
            else
            {
                Assert.Equal(2, listed.Code);
                Assert.Equal(
                    $"holdfast prove: the simulator alone has '{card.Name}': 'holdfast simulate "
                    + $"{card.Name}' plays its {card.Cases.Count} cases\n",
                    listed.Error);
                Assert.NotEmpty(card.Cases);
            }
        }
    }

    [Fact]
    public async Task What_the_explorer_alone_shows_is_explored_by_the_name_of_the_scenario()
    {
        var run = await ToolRun.Of(
            "prove", "simultaneous-timers", "--faults", "crash=0,cut=0,fault=0");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            [
                "hsrp-repaired-1", "hsrp-repaired-1-preempt", "hsrp-repaired-2",
                "hsrp-repaired-2-preempt", "hsrp-repaired-3", "hsrp-repaired-3-preempt",
                "hsrp-pair",
            ],
            run.Output.Split("\n\n")[0].Split('\n')[1..].Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_file_that_is_no_world_is_located()
    {
        var run = await ToolRun.With("{\"World\": 7}"u8.ToArray(), "simulate", "-");

        Assert.Equal(2, run.Code);
        Assert.Contains("-(1,2): $.World", run.Error, StringComparison.Ordinal);
    }
}
