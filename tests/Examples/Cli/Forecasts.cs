using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast whatif</c>: what is told of the samples, and of files that are none.
/// </summary>
public sealed class Forecasts
{
    [Theory]
    [InlineData("alice")]
    [InlineData("hub")]
    [InlineData("tight")]
    public async Task A_sample_is_told_as_in_its_snapshot(string sample)
    {
        var text = await File.ReadAllBytesAsync(ToolRun.File($"samples/clusters/{sample}.json"));
        var run = await ToolRun.With(text, "whatif", "-");
        Assert.Equal(0, run.Code);
        ToolRun.Snapshot($"whatif-{sample}.txt", $"{run.Error}{run.Output}");
        var json = await ToolRun.With(text, "whatif", "--json", "-");
        Assert.Equal((0, ""), (json.Code, json.Error));
        ToolRun.Snapshot($"whatif-{sample}.json", json.Output);
    }

    [Fact]
    public async Task Programs_and_people_get_the_same_warnings()
    {
        var file = ToolRun.File("samples/clusters/tight.json");
        var people = await ToolRun.Of("whatif", file);
        var warnings = JsonNode.Parse((await ToolRun.Of("whatif", "--json", file)).Output)!
            ["warnings"]!.AsArray();
        var lines = people.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Length, warnings.Count);
        Assert.All(lines.Zip(warnings), pair => Assert.StartsWith(
            $"holdfast: {file}({pair.Second!["line"]},{pair.Second["column"]}): "
            + $"{pair.Second["path"]}: ",
            pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_that_cannot_stand_is_told_with_its_place_and_exits_2()
    {
        var text = await File.ReadAllTextAsync(ToolRun.File("samples/clusters/alice.json"));
        var wrong = text.Replace("\"self\": 1", "\"self\": 3", StringComparison.Ordinal);
        var run = await ToolRun.With(Encoding.UTF8.GetBytes(wrong), "whatif", "-");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal(
            "holdfast: -(5,11): $.self: Self is 3: it must be the number of a member: 1, 2; "
            + "set it to the number of the member whose configuration this is\n",
            run.Error);
    }

    [Fact]
    public async Task What_is_no_file_is_told_and_exits_2()
    {
        var run = await ToolRun.Of("whatif", "none.json");
        Assert.Equal((2, "holdfast: none.json: no such file\n"), (run.Code, run.Error));
        var folder = ToolRun.File("samples");
        run = await ToolRun.Of("whatif", folder);
        Assert.Equal((2, $"holdfast: {folder}: is a directory\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("holdfast whatif samples/clusters/alice.json", "--help")]
    [InlineData("holdfast whatif samples/clusters/tight.json", "whatif", "--help")]
    public async Task Help_teaches_by_examples(string example, params string[] arguments)
    {
        var run = await ToolRun.Of(arguments);
        Assert.Equal(0, run.Code);
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.Contains(example, run.Output, StringComparison.Ordinal);
    }
}
