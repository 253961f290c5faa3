using System.Text;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast replay</c>: a saved counter-example, as it was and tampered with.</summary>
public sealed class Replays
{
    private const string Saved = "hsrp-literal-I10.trace.json";

    [Fact]
    public async Task A_counter_example_happens_again_and_exits_0()
    {
        var run = await Replay(Text());
        Assert.Equal((0, ""), (run.Code, run.Error));
        ToolRun.Snapshot("replay-hsrp-literal.txt", run.Output);
        Assert.EndsWith(
            "I10 is broken again, all 14 events as before\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_counter_example_is_drawn_as_a_sequence_diagram()
    {
        var run = await ToolRun.With(Encoding.UTF8.GetBytes(Text()), "replay", "--mermaid", "-");
        Assert.Equal(0, run.Code);
        ToolRun.Snapshot("replay-hsrp-literal.mmd", run.Output);
    }

    [Fact]
    public async Task The_first_event_whose_state_differs_is_named()
    {
        var digest = Digests()[7];
        var run = await Replay(
            Text().Replace(digest, "00000000000000ff", StringComparison.Ordinal));
        Assert.Equal(1, run.Code);
        Assert.Contains(
            $"event 7 of 14 goes another way: r2: timer expires: the state has digest {digest}, "
                + "and had 00000000000000ff",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_happen_is_named_with_those_that_can()
    {
        var run = await Replay(Text().Replace("start r2", "start r9", StringComparison.Ordinal));
        Assert.Equal(1, run.Code);
        Assert.Contains(
            "event 1 of 14 goes another way: start r9: it cannot happen now; what can: "
                + "start r1; start r2",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_rule_was_repaired_the_first_event_that_went_wrong_is_named()
    {
        var run = await Replay(
            Text().Replace("hsrp-literal", "hsrp-repaired-2", StringComparison.Ordinal));
        Assert.Equal(1, run.Code);
        Assert.Contains("event 11 of 14 goes another way", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_that_breaks_nothing_is_no_counter_example_and_exits_1()
    {
        var text = Text().Replace(
            "\"cycle_from\": 12", "\"cycle_from\": 13", StringComparison.Ordinal);
        var run = await Replay(text);
        Assert.Equal(1, run.Code);
        Assert.EndsWith(
            "all 14 events as before, and I10 holds: this is no counter-example\n", run.Output,
            StringComparison.Ordinal);
        run = await Replay(Text().Replace("\"I10\"", "\"I9\"", StringComparison.Ordinal));
        Assert.Equal(1, run.Code);
        run = await Replay(Text().Replace("\"I10\"", "\"I99\"", StringComparison.Ordinal));
        Assert.Equal(1, run.Code);
        Assert.Contains("nothing here is called I99", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "(1): $: this is no JSON")]
    [InlineData("{\"format\": \"\\ud800\"}", "(1): $: this is no JSON")]
    [InlineData("[]", "(1): $.format: a string is needed")]
    [InlineData("{\n\"format\": 1}", "(2): $.format: a string is needed")]
    [InlineData("{\"format\": \"x\"}", "(1): $.format: \"holdfast-trace/1\" is needed")]
    public async Task What_is_no_trace_is_told_with_its_place_and_exits_2(string text, string what)
    {
        var run = await Replay(text);
        Assert.Equal((2, "", $"holdfast: -{what}\n"), (run.Code, run.Output, run.Error));
    }

    [Theory]
    [InlineData("\"kind\": \"mend\"", "\"kind\": \"men\"", "$.events[0].kind: one of these")]
    [InlineData("\"cycle_from\": 12", "\"cycle_from\": 14", "$.cycle_from: it is the place")]
    [InlineData("\"crash\": 0", "\"crash\": -1", "$.faults.crash: a whole number from 0")]
    [InlineData("\"digest\": \"", "\"digest\": \"x", "digest: 16 hex digits")]
    [InlineData("\"events\": [", "\"events\": [1,", "$.events[0]: an object is needed")]
    public async Task A_place_that_is_wrong_is_told_by_its_path(
        string right, string wrong, string what)
    {
        var run = await Replay(Text().Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(2, run.Code);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_that_nobody_knows_exits_2()
    {
        var run = await Replay(Text().Replace("hsrp-literal", "ospf", StringComparison.Ordinal));
        Assert.Equal(2, run.Code);
        Assert.Contains("no scenario is called 'ospf'", run.Error, StringComparison.Ordinal);
        run = await ToolRun.Of("replay", "none.json");
        Assert.Equal((2, "holdfast: none.json: no such file\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("hsrp-literal", "I10")]
    [InlineData("periodic-sync-baseline-outbound", "I1b")]
    [InlineData("periodic-sync-baseline-inbound", "I3")]
    [InlineData("dpd-vs-routing-slow", "I16")]
    public async Task A_counter_example_happens_with_real_octets_too(string scenario, string claim)
    {
        using var folder = new Folder();
        await ToolRun.Of("prove", scenario, "--traces", folder.Path);
        var file = Path.Combine(folder.Path, $"{scenario}-{claim}.trace.json");
        var run = await ToolRun.Of("replay", "--engine", "simulator", "--seed", "3", file);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("⚡", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            $"{claim} is broken again, with real octets\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            run.Output,
            (await ToolRun.Of("replay", "--engine", "simulator", "--seed", "3", file)).Output);
    }

    /// <summary>Nor is a trace played where another one would give the same run.</summary>
    [Theory]
    [InlineData("reference-election", "its routers ")]
    [InlineData("paced-takeover", "each of its words comes of itself there, ")]
    [InlineData("spi-choice", "each draw of an SPI would be the same flood there, ")]
    [InlineData("spis-of-four", "each draw of an SPI would be the same flood there, ")]
    public async Task What_has_no_world_in_the_simulator_exits_2_and_says_why(
        string scenario, string why)
    {
        using var folder = new Folder();
        var text = await File.ReadAllTextAsync(
            ToolRun.File($"tests/Examples/Cli/Snapshots/{Saved}"));
        var file = Path.Combine(Directory.CreateDirectory(folder.Path).FullName, Saved);
        await File.WriteAllTextAsync(
            file, text.Replace(
                "\"hsrp-literal\"", $"\"{scenario}\"", StringComparison.Ordinal));
        var run = await ToolRun.Of("replay", "--engine", "simulator", file);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith(
            $"holdfast replay: {scenario} is not played in the simulator: {why}",
            run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--engine", "spin")]
    [InlineData("--engine", "simulator", "--mermaid")]
    [InlineData("--seed", "2")]
    public async Task Options_that_do_not_fit_the_engine_exit_2(params string[] options)
    {
        var run = await ToolRun.Of(
            ["replay", .. options, ToolRun.File($"tests/Examples/Cli/Snapshots/{Saved}")]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith("--", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_goes_another_way_is_not_played()
    {
        var run = await ToolRun.With(
            Encoding.UTF8.GetBytes(
                Text().Replace("start r2", "start r9", StringComparison.Ordinal)),
            "replay", "--engine", "simulator", "-");
        Assert.Equal(1, run.Code);
        Assert.Contains("event 1 of 14 goes another way", run.Output, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Replay(string text) =>
        ToolRun.With(Encoding.UTF8.GetBytes(text), "replay", "-");

    private static string Text() =>
        File.ReadAllText(ToolRun.File($"tests/Examples/Cli/Snapshots/{Saved}"));

    private static string[] Digests() => Text().Split("\"digest\": \"")[1..]
        .Select(rest => rest[..16]).ToArray();
}
