using System.Buffers;
using System.Text.Json;
using System.Xml.Linq;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast campaign</c>: docs/campaign.md.</summary>
public sealed class CampaignsByTool
{
    [Fact]
    public async Task Merged_shards_are_octet_for_octet_what_one_run_writes()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var one = In(folder, "one.jsonl");
        var run = await Campaign(folder, "--resume", one, "--threads", "1");
        Assert.True(run.Code is 0 or 1, run.Error);
        for (var shard = 0; shard < 3; shard++)
        {
            await Campaign(
                folder, "--shard", $"{shard}/3", "--resume", In(folder, $"{shard}.jsonl"),
                "--threads", "3");
        }

        var merged = await ToolRun.Of(
            "campaign", "merge", In(folder, "2.jsonl"), In(folder, "0.jsonl"),
            In(folder, "1.jsonl"), "--out", In(folder, "all.jsonl"));
        Assert.Equal((run.Code, run.Output), (merged.Code, merged.Output));
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(In(folder, "all.jsonl")));
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_where_it_was_and_ends_as_if_it_had_not_been()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var file = In(folder, "one.jsonl");
        var run = await Campaign(folder, "--resume", file);
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length * 2 / 3)]);
        var again = await Campaign(folder, "--resume", file);
        Assert.Equal((run.Code, run.Output), (again.Code, again.Output));
        Assert.Equal(whole, File.ReadAllBytes(file));

        // Nothing is left to play, and a file of another campaign is refused.
        Assert.Equal(run.Output, (await Campaign(folder, "--resume", file)).Output);
        var other = await ToolRun.Of(
            "campaign", Short(folder), "--seeds", "1..7", "--resume", file);
        Assert.Equal(2, other.Code);
        Assert.Contains("it is of seeds 1..5, not 1..7", other.Error);
        Assert.Equal(whole, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task What_is_broken_is_told_to_people_and_to_programs()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var file = In(folder, "broken.jsonl");
        File.WriteAllBytes(file, Broken());
        var (junit, json) = (In(folder, "out.xml"), In(folder, "out.json"));
        var run = await ToolRun.Of("campaign", "merge", file, "--junit", junit, "--json", json);
        Assert.Equal(1, run.Code);
        Assert.Contains(
            "I1a does not hold in 1 seeds, first in 3, at 12.000 s: a nonce twice <\u0001>",
            run.Output);
        Assert.Contains("2 faults, 1 of them suffice:", run.Output);
        Assert.Contains("12.000 s  alice crashes", run.Output);

        var suites = XDocument.Load(junit).Root!;
        Assert.Equal(
            ("testsuites", "2", "1"),
            (suites.Name.LocalName, suites.Attribute("tests")!.Value,
                suites.Attribute("failures")!.Value));
        var suite = Assert.Single(suites.Elements("testsuite"));
        Assert.Equal("stateful-pair", suite.Attribute("name")!.Value);
        Assert.Equal(
            ["seed 2", "seed 3"],
            suite.Elements("testcase").Select(one => one.Attribute("name")!.Value));
        var failure = Assert.Single(suite.Descendants("failure"));
        Assert.Equal(
            ("I1a", "a nonce twice <\uFFFD>"),
            (failure.Attribute("type")!.Value, failure.Attribute("message")!.Value));
        Assert.Contains("alice crashes", failure.Value);

        using var read = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.Equal(1, read.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal(
            9,
            read.RootElement.GetProperty("measures").GetProperty("packets-lost")
                .GetProperty("worst").GetInt32());
        Assert.Equal(
            3,
            read.RootElement.GetProperty("violations")[0].GetProperty("first_seed").GetInt32());
    }

    [Fact]
    public async Task Missing_seeds_are_told_by_an_exit_code_of_their_own()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var file = In(folder, "some.jsonl");
        File.WriteAllBytes(file, CampaignLines.Of(
            CampaignHead.Of(Topologies.StatefulPair, new(1, 9))));
        var run = await ToolRun.Of("campaign", "merge", file);
        Assert.Equal(3, run.Code);
        Assert.Contains("9 seeds are missing", run.Error);
    }

    [Theory]
    [InlineData("which world?", "campaign")]
    [InlineData("did you mean stateful-pair?", "campaign", "statful-pair")]
    [InlineData("--seeds takes", "campaign", "stateful-pair", "--seeds", "9..1")]
    [InlineData("--shard takes", "campaign", "stateful-pair", "--shard", "3/3")]
    [InlineData("no such file", "campaign", "nowhere.json")]
    [InlineData("no such file", "campaign", "merge", "nowhere.jsonl")]
    public async Task What_cannot_begin_exits_with_2_and_says_why(
        string why, params string[] arguments)
    {
        var run = await ToolRun.Of(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(why, run.Error);
    }

    [Fact]
    public async Task A_world_that_cannot_be_played_exits_with_2_and_says_why()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var file = In(folder, "world.json");
        var text = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(
            text, new(Simulation.Simulator.PeersOfIkev1.OverTcp, FaultPlan.None));
        File.WriteAllBytes(file, text.WrittenSpan);

        var run = await ToolRun.Of("campaign", file);
        Assert.Equal(2, run.Code);
        Assert.Contains("not played yet", run.Error);
    }

    [Fact]
    public async Task The_help_teaches_by_examples_and_exit_codes()
    {
        foreach (var of in new[] { "campaign", "campaign merge" })
        {
            var run = await ToolRun.Of([.. of.Split(' '), "--help"]);
            Assert.Equal(0, run.Code);
            Assert.Contains("Exit codes: 0 all holds", run.Output);
            Assert.Contains("holdfast campaign merge", run.Output);
        }
    }

    [Fact]
    public async Task The_manifest_of_the_job_calls_the_tool_as_it_is()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.Path);
        var manifest = File.ReadAllLines(ToolRun.File("deploy/campaign-job.yaml"));
        var first = Array.FindIndex(manifest, line => line.Trim() == "args:") + 1;
        var arguments = manifest[first..].TakeWhile(line => line.TrimStart().StartsWith("- "))
            .Select(line => line.Trim()[2..].Trim('"')
                .Replace("$(SEEDS)", "1..64", StringComparison.Ordinal)
                .Replace("$(SHARDS)", "32", StringComparison.Ordinal)
                .Replace("$(JOB_COMPLETION_INDEX)", "31", StringComparison.Ordinal)
                .Replace("$(RESULTS)", folder.Path, StringComparison.Ordinal))
            .ToArray();
        var run = await ToolRun.Of(arguments);
        Assert.True(run.Code is 0 or 1, run.Error);
        Assert.Null(CampaignResults.TryRead(
            File.ReadAllBytes(In(folder, "shard-31.jsonl")), out var results, out _));
        Assert.Equal([63ul, 64ul], results!.Seeds.Keys);
    }

    private static Task<ToolRun> Campaign(Folder folder, params string[] more) => ToolRun.Of(
        ["campaign", Short(folder), "--seeds", "1..5", "--failures", folder.Path, .. more]);

    // A world that is over soon, and of which little is asked.
    private static string Short(Folder folder)
    {
        var path = In(folder, "short.scenario.json");
        if (!File.Exists(path))
        {
            var text = new ArrayBufferWriter<byte>();
            WorldScenarioJson.Write(text, new(
                Topologies.StatefulPair with
                {
                    HealAt = TimeSpan.FromSeconds(26),
                    Duration = TimeSpan.FromSeconds(30),
                    Oracles = ["I1a"],
                },
                FaultPlan.None));
            File.WriteAllBytes(path, text.WrittenSpan);
        }

        return path;
    }

    private static string In(Folder folder, string file) => Path.Combine(folder.Path, file);

    private static byte[] Broken()
    {
        var world = Topologies.StatefulPair;
        var crash = FaultPlan.None.At(12.0, new Fault.Crash("alice"));
        return
        [
            .. CampaignLines.Of(CampaignHead.Of(world, new(2, 3))),
            .. CampaignLines.Of(
                new(2, ["crash"], 1, new([], [new("packets-lost", 4)], 7, 100), null), world),
            .. CampaignLines.Of(
                new(
                    3, ["crash"], 2,
                    new(
                        [new("I1a", TimeSpan.FromSeconds(12), "a nonce twice <\u0001>")],
                        [new("packets-lost", 9)], 8, 100),
                    new(crash, 5, true)),
                world),
        ];
    }
}
