using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>
/// Whatever stands in a block of the README and of docs: C# is run (<see cref="CodeBlocks"/>), JSON
/// fits its schema, and a command is one that there is, with options that it has.
/// </summary>
public sealed partial class Fences
{
    /// <summary>A block: its page, its line from 1, its word, and what stands in it.</summary>
    private sealed record Block(string Page, int Line, string Word, string[] Lines)
    {
        public override string ToString() => $"{Page}({Line})";
    }

    // C# is "csharp", and no other word: it would not be run.
    private static readonly string[] Words =
        ["", "csharp", "json", "mermaid", "sh", "text", "toml"];

    private const string Keys = "docs/keys-json.md";

    /// <summary>Which schema the JSON of a page fits.</summary>
    private static readonly Dictionary<string, string> Schemas = new()
    {
        ["docs/cluster-member-json.md"] = "docs/cluster-member.schema.json",
        ["docs/gateway.md"] = "docs/gateway.schema.json",
        ["docs/scenario-json.md"] = "docs/scenario.schema.json",
    };

    private static readonly Block[] All = [.. Pages().SelectMany(page => In(
        page, File.ReadAllText(ToolRun.File(page))))];

    [Fact]
    public void Every_block_says_what_it_is()
    {
        Assert.All(All, block => Assert.True(
            Words.Contains(block.Word.Split(' ')[0]), $"{block}: {block.Word}"));
        Assert.True(All.Length > 100, $"{All.Length} blocks");
        var block = Assert.Single(In("a.md", "text\n```cs\nvar x = 1;\n```\n"));
        Assert.Equal(("cs", 2, "var x = 1;"), (block.Word, block.Line, block.Lines.Single()));
    }

    [Fact]
    public void JSON_fits_the_schema_of_its_page()
    {
        var blocks = All.Where(block => block is { Word: "json", Page: not Keys }).ToArray();
        Assert.All(blocks, block => Assert.True(Wrong(block) is null, $"{block}: {Wrong(block)}"));
        Assert.True(blocks.Length >= 5, $"{blocks.Length}");
        Assert.NotNull(Wrong(blocks[0] with { Lines = ["{ \"selves\": 1 }"] }));
    }

    [Fact]
    public async Task Keys_are_read_as_they_stand()
    {
        var block = Assert.Single(All, block => block is { Word: "json", Page: Keys });
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, block.Lines);
            var run = await ToolRun.Of(
                "decode", "--keys", file, ToolRun.File("samples/captures/tour.pcap"));
            Assert.True(run.Code == 0, run.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_command_of_the_tool_is_one_that_it_has_with_options_that_it_has()
    {
        var lines = All.SelectMany(block => block.Lines)
            .Where(line => line.StartsWith("holdfast ", StringComparison.Ordinal)).ToArray();
        Assert.True(lines.Length > 20, $"{lines.Length}");
        foreach (var line in lines)
        {
            var wrong = await WrongCommand(line);
            Assert.True(wrong is null, wrong);
        }

        Assert.NotNull(await WrongCommand("holdfast campaign --seed 1"));
        Assert.NotNull(await WrongCommand("holdfast gateway walk x.json"));
    }

    [Fact]
    public void A_script_that_is_called_is_there_and_has_the_options()
    {
        var lines = All.SelectMany(block => block.Lines).Where(line =>
            Script.IsMatch(line) || line.Contains("--project fuzz", StringComparison.Ordinal))
            .ToArray();
        Assert.True(lines.Length > 10, $"{lines.Length}");
        Assert.All(lines, line => Assert.Null(WrongScript(line)));
        Assert.NotNull(WrongScript("fuzz/campaign --minutes 7"));
        Assert.NotNull(WrongScript("fuzz/champagne --for 7m"));
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(
            ToolRun.File("docs"), "*.md", SearchOption.AllDirectories)
        .Select(page => Path.GetRelativePath(ToolRun.File("."), page).Replace('\\', '/'))
        .Where(page => !page.StartsWith("docs/rules/", StringComparison.Ordinal))
        .Append("README.md").Order(StringComparer.Ordinal);

    private static IEnumerable<Block> In(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.IndexOf(lines, "```", at + 1);
                yield return new(page, at + 1, lines[at][3..], lines[(at + 1)..end]);
                at = end;
            }
        }
    }

    private static string? Wrong(Block block)
    {
        if (!Schemas.TryGetValue(block.Page, out var schema))
        {
            return "no schema is named for this page";
        }

        var text = string.Join('\n', block.Lines);
        var document = text.TrimStart().StartsWith('{')
            ? JsonNode.Parse(text)!.AsObject()
            : Part(JsonNode.Parse($"{{{text}}}")!.AsObject());
        return new JsonSchemaCheck(JsonNode.Parse(File.ReadAllText(ToolRun.File(schema)))!)
            .Wrong(document);
    }

    /// <summary>A part of a gateway's configuration, in the place of the sample's.</summary>
    private static JsonObject Part(JsonObject part)
    {
        var whole = JsonNode.Parse(
            File.ReadAllText(ToolRun.File("samples/clusters/alice.gateway.json")))!.AsObject();
        var ipsec = whole["ipsec"]!.AsObject();
        foreach (var (name, value) in part)
        {
            if (name != "ipsec")
            {
                ipsec[name] = value!.DeepClone();
                continue;
            }

            foreach (var (inner, one) in value!.AsObject())
            {
                ipsec[inner] = one!.DeepClone();
            }
        }

        return whole;
    }

    private static async Task<string?> WrongCommand(string line)
    {
        var words = line.Split("  ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        string[] command = [words[0]];
        if (words.Length > 1 && (words[0] is "gateway" || words[1] is "merge"))
        {
            command = words[..2];
        }

        var help = await ToolRun.Of([.. command, "--help"]);
        // The usage begins with the name of the program, which is another one here.
        if (help.Code != 0 || !help.Output.Contains(
            $" {string.Join(' ', command)} ", StringComparison.Ordinal))
        {
            return $"{line}: no such command";
        }

        return Options.Matches(line.Split("  ")[0]).Select(option => option.Value)
            .FirstOrDefault(option => !Regex.IsMatch(help.Output, $"{option}(?![a-z-])"))
            is { } unknown ? $"{line}: {unknown}" : null;
    }

    private static string? WrongScript(string line)
    {
        var script = Script.Match(line) is { Success: true } match
            ? match.Value : "fuzz/Commands/Arguments.cs";
        if (!File.Exists(ToolRun.File(script)))
        {
            return $"{line}: {script} is not there";
        }

        var text = script.StartsWith("fuzz/Commands", StringComparison.Ordinal)
            ? string.Concat(Directory.GetFiles(ToolRun.File("fuzz/Commands"), "*.cs")
                .Select(File.ReadAllText))
            : File.ReadAllText(ToolRun.File(script));
        var said = line.Split(" -- ")[^1];
        return Options.Matches(said).Select(option => option.Value)
            .Where(option => option is not "--help")
            .FirstOrDefault(option => !Regex.IsMatch(text, $"{option}(?![a-z-])"))
            is { } unknown ? $"{line}: {unknown}" : null;
    }

    [GeneratedRegex(@"(?<= )--[a-z][a-z-]+")]
    private static partial Regex Options { get; }

    [GeneratedRegex(@"^(fuzz|tests|samples|benchmarks)/[\w/-]+(?=( |$))")]
    private static partial Regex Script { get; }
}
