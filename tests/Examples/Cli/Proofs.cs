using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast prove</c>: what is told, and the exit code.</summary>
public sealed partial class Proofs : IDisposable
{
    private readonly Folder _folder = new();

    private string Traces => _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_literal_table_is_told_as_in_its_snapshot_and_exits_1()
    {
        var run = await ToolRun.Of("prove", "hsrp-literal", "--traces", Traces);
        Assert.Equal(1, run.Code);
        ToolRun.Snapshot("prove-hsrp-literal.txt", Timeless(run.Output));
        var file = Path.Combine(Traces, "hsrp-literal-I10.trace.json");
        Assert.Equal($"saved; let it happen again: holdfast replay {file}\n", run.Error);
        ToolRun.Snapshot("hsrp-literal-I10.trace.json", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Counters_told_every_so_many_packets_break_three_claims_and_exit_1()
    {
        var run = await ToolRun.Of(
            "prove", "--json", "periodic-sync-baseline", "--traces", Traces);
        Assert.Equal(1, run.Code);
        var all = JsonNode.Parse(run.Output)!["scenarios"]!.AsArray();
        Assert.All(all, one => Assert.True((bool)one!["known_bad"]!));
        Assert.Equal(
            [
                "periodic-sync-baseline-outbound I1a in 6",
                "periodic-sync-baseline-outbound I1b in 6",
                "periodic-sync-baseline-inbound I3 in 4",
            ],
            all.SelectMany(one => one!["violations"]!.AsArray().Select(broken =>
                $"{one["name"]} {broken!["invariant"]} in {broken["trace"]!.AsArray().Count}")));
        Assert.Equal(
            [
                "periodic-sync-baseline-inbound-I3.trace.json",
                "periodic-sync-baseline-outbound-I1a.trace.json",
                "periodic-sync-baseline-outbound-I1b.trace.json",
            ],
            Directory.EnumerateFiles(Traces).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_holds_exits_0_and_saves_nothing()
    {
        var run = await ToolRun.Of("prove", "hsrp-repaired-2", "--traces", Traces);
        Assert.Equal((0, ""), (run.Code, run.Error));
        ToolRun.Snapshot("prove-hsrp-repaired-2.txt", Timeless(run.Output));
        Assert.False(Directory.Exists(Traces));
    }

    [Fact]
    public async Task Programs_get_one_object_with_the_fields_of_its_page()
    {
        var run = await ToolRun.Of("prove", "--json", "hsrp-literal", "--traces", Traces);
        Assert.Equal(1, run.Code);
        var one = Assert.Single(JsonNode.Parse(run.Output)!["scenarios"]!.AsArray())!.AsObject();
        Assert.Equal(
            [
                "name", "known_bad", "faults", "states", "transitions", "depth", "complete",
                "ended_by", "permutations", "seconds", "states_per_second", "bytes_per_state",
                "invariants", "goals", "gauges", "violations",
            ],
            one.Select(member => member.Key));
        Assert.Equal("hsrp-literal", (string?)one["name"]);
        Assert.Equal((635, 1_016, 24), ((int)one["states"]!, (int)one["transitions"]!,
            (int)one["depth"]!));
        Assert.True((bool)one["complete"]!);
        Assert.Equal("3200", (string?)one["permutations"]);
        Assert.Contains("I10", one["invariants"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(
            [
                "active routers", "wrong takes, leaves and loans of the MAC",
                "announcements that are missing",
            ],
            one["gauges"]!.AsArray().Select(each => (string?)each!["name"]));
        var gauge = one["gauges"]![0]!;
        Assert.Equal(1, (int)gauge["most"]!);
        Assert.Equal(3_200, gauge["permutations"]!.AsArray().Sum(count => long.Parse(
            (string)count!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(635, gauge["spread"]!.AsArray().Sum(count => (int)count!));
        var violation = Assert.Single(one["violations"]!.AsArray())!;
        Assert.Equal("I10", (string?)violation["invariant"]);
        Assert.Equal((14, 12),
            (violation["trace"]!.AsArray().Count, (int)violation["cycle_from"]!));
    }

    [Fact]
    public async Task A_family_is_explored_by_its_name_within_the_budgets_that_are_asked_for()
    {
        var run = await ToolRun.Of(
            "prove", "--json", "hsrp-repaired", "--faults", "cut=0,crash=0", "--threads", "2");
        Assert.Equal(0, run.Code);
        var all = JsonNode.Parse(run.Output)!["scenarios"]!.AsArray();
        Assert.Equal(6, all.Count);
        Assert.All(all, one => Assert.Equal((0, 0),
            ((int)one!["faults"]!["crash"]!, (int)one["faults"]!["cut"]!)));
        Assert.Equal(12_197, (int)all[4]!["states"]!);
    }

    [Fact]
    public async Task A_depth_is_no_proof_and_says_so()
    {
        var run = await ToolRun.Of("prove", "hsrp-repaired-2", "--depth", "5");
        Assert.Equal(0, run.Code);
        Assert.Contains("no: depth", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing broken up to 5 events", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("holds", run.Output.Split("\n\n")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "no scenario is called 'hsrp-litteral'; did you mean hsrp-literal?", "hsrp-litteral")]
    [InlineData("no scenario is called 'ospf'; 'holdfast prove --list' lists all", "ospf")]
    [InlineData(
        "no scenario is called 'sync-partitio'; did you mean sync-partition?", "sync-partitio")]
    [InlineData("no option is called '--dept'; 'holdfast prove --help' lists all", "--dept")]
    [InlineData(
        "no fault there is called 'flood'; known are crash, cut, stop, forge",
        "hsrp-literal", "--faults", "flood=1")]
    [InlineData(
        "'crash=256' is no budget of faults: a kind and 0 to 255 are needed, "
            + "such as crash=1,cut=2",
        "hsrp-literal", "--faults", "crash=256")]
    [InlineData(
        "'much' is no size of memory: digits are needed, with K, M, G or T, or none",
        "--memory", "much")]
    [InlineData("--threads takes 1 to 256", "--threads", "0")]
    [InlineData("--depth takes a number from 0", "--depth", "-1")]
    public async Task What_cannot_begin_is_told_and_exits_2(string what, params string[] arguments)
    {
        var run = await ToolRun.Of(["prove", .. arguments]);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal($"holdfast prove: {what}\n", run.Error);
    }

    [Fact]
    public async Task A_number_that_is_none_exits_2()
    {
        var run = await ToolRun.Of("prove", "--depth", "deep");
        Assert.Equal(2, run.Code);
        Assert.Contains("deep", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_every_scenario_and_names_those_that_are_known_to_be_bad()
    {
        var run = await ToolRun.Of("prove", "--list");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(run.Lines, line => HsrpLiteral.IsMatch(line));
        Assert.Equal(
            ["scenario", .. Catalogue.All.Select(one => one.Name)],
            run.Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Help_teaches_by_examples_and_names_the_exit_codes()
    {
        var run = await ToolRun.Of("prove", "--help");
        Assert.Equal(0, run.Code);
        Assert.Contains("holdfast prove hsrp-literal", run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_a_line_with_states_frontier_speed_and_time()
    {
        var told = new Progress(
            "exploring", 3_000_000, 30_000_000, 21, 123_456, TimeSpan.FromSeconds(2));
        Assert.Equal(
            "3,000,000 states, frontier 123,456, depth 21, 1.50 M states/s, 2 s",
            ExploringProgress.TextOf(told));
        Assert.Equal(
            "I10 from every state, 123,456 of 3,000,000 left, 2 s",
            ExploringProgress.TextOf(told with { Doing = "I10" }));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("16k", 16_384)]
    [InlineData("512M", 536_870_912)]
    [InlineData("8G", 8_589_934_592)]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("M", 0)]
    [InlineData("9223372036854775807T", 0)]
    public void Sizes_are_read_as_people_write_them(string text, long octets)
    {
        Assert.Equal(octets > 0, SizeText.TryParse(text, out var read));
        Assert.Equal(octets, read);
    }

    /// <summary>The column of seconds is the only thing that differs from run to run.</summary>
    private static string Timeless(string output) => Seconds.Replace(
        output, match => match.Groups["before"].Value
            + "0.0".PadLeft(match.Groups["seconds"].Length));

    [GeneratedRegex(@"(?<before>(yes|no: \w+) +)(?<seconds>\d+\.\d)")]
    private static partial Regex Seconds { get; }

    [GeneratedRegex("^hsrp-literal .* known bad ")]
    private static partial Regex HsrpLiteral { get; }
}
