using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>
/// Whatever stands in a block of the README and of docs: C# is run (<see cref="CodeBlocks"/>),
/// commands are (<see cref="CommandLines"/>), and JSON fits its schema and is read by its reader.
/// </summary>
public sealed partial class Fences
{
    // C# is "csharp" and commands are "sh", and no other word: they would not be run.
    private static readonly string[] Words = ["csharp", "json", "mermaid", "sh", "text", "toml"];

    private static readonly string[] Programs =
        ["holdfast ", "$ ", "dotnet ", "fuzz/", "tests/", "samples/", "HOLDFAST_"];

    private const string Keys = "docs/keys-json.md";

    /// <summary>Whose TOML the reader of the ledger reads: Ledgers in tests/Architecture.</summary>
    private const string OfTheLedger = "docs/specs/README.md";

    /// <summary>Which schema the JSON of a page fits.</summary>
    private static readonly Dictionary<string, string> Schemas = new()
    {
        ["docs/cluster-member-json.md"] = "docs/cluster-member.schema.json",
        ["docs/gateway.md"] = "docs/gateway.schema.json",
        ["docs/scenario-json.md"] = "docs/scenario.schema.json",
    };

    /// <summary>What reads the JSON of a page, whose name comes last. To ask a member for its
    /// status, all of its configuration is read first.</summary>
    private static readonly Dictionary<string, string[]> Readers = new()
    {
        ["docs/cluster-member-json.md"] = ["whatif"],
        ["docs/gateway.md"] = ["gateway", "status"],
        ["docs/scenario-json.md"] = ["simulate", "--print"],
    };

    private static readonly Fence[] All = [.. Fence.Pages().SelectMany(page => Fence.In(
        page, File.ReadAllText(ToolRun.File(page))))];

    [Fact]
    public void Every_block_says_what_it_is()
    {
        Assert.All(All, block => Assert.True(
            Words.Contains(block.Word.Split(' ')[0]), $"{block}: {block.Word}"));
        Assert.True(All.Length > 100, $"{All.Length} blocks");
        Assert.All(All.Where(block => block.Word != "sh"), block => Assert.DoesNotContain(
            block.Lines, line => Programs.Any(program =>
                line.StartsWith(program, StringComparison.Ordinal))));
        var block = Assert.Single(Fence.In("a.md", "text\n```cs\nvar x = 1;\n```\n"));
        Assert.Equal(("cs", 2, "var x = 1;"), (block.Word, block.Line, block.Lines.Single()));
    }

    /// <summary>As far as that can be told: by the end of a statement, accessors, attributes, the
    /// words that members begin with. Each block that is C# would be seen.</summary>
    [Fact]
    public void No_text_is_CSharp_that_nobody_compiles()
    {
        Assert.All(
            All.Where(block => block.Word.Split(' ')[0] is not ("csharp" or "sh" or "json")),
            block => Assert.DoesNotContain(block.Lines, IsCSharp));
        Assert.All(
            All.Where(block => block.Word == "csharp"),
            block => Assert.Contains(block.Lines, IsCSharp));
        Assert.All(
            (string[])[
                "[Requirement(\"RFC4302-2.2-a\")]", "public void Length() ...",
                "bool TryBody(out SaPayload body, out DecodeError error); // of a body",
                "ReadOnlySpan<byte> Octets { get; }   // what the view covers",
            ],
            line => Assert.True(IsCSharp(line), line));
    }

    [Fact]
    public void Whose_TOML_is_read_is_the_ledger()
    {
        var block = Assert.Single(All, block => block.Word == "toml");
        Assert.Equal(OfTheLedger, block.Page);
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
    public async Task JSON_is_read_by_what_reads_it()
    {
        Assert.Equal(Schemas.Keys, Readers.Keys);
        var blocks = All.Where(block => block is { Word: "json", Page: not Keys }).ToArray();
        foreach (var block in blocks)
        {
            var run = await Read(block);
            Assert.True(IsRead(run), $"{block}: {run.Error}");
        }

        foreach (var block in blocks.DistinctBy(block => block.Page))
        {
            var run = await Read(block with { Lines = ["{ \"selves\": 1 }"] });
            Assert.False(IsRead(run), $"{block}");
        }
    }

    private static string? Wrong(Fence block)
    {
        if (!Schemas.TryGetValue(block.Page, out var schema))
        {
            return "no schema is named for this page";
        }

        return new JsonSchemaCheck(JsonNode.Parse(File.ReadAllText(ToolRun.File(schema)))!)
            .Wrong(Document(block));
    }

    private static JsonObject Document(Fence block)
    {
        var text = string.Join('\n', block.Lines);
        return text.TrimStart().StartsWith('{')
            ? JsonNode.Parse(text)!.AsObject()
            : Part(JsonNode.Parse($"{{{text}}}")!.AsObject());
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

    private static bool IsRead(ToolRun run) => run.Code == 0
        || run.Error.StartsWith("holdfast: no member answers at ", StringComparison.Ordinal);

    private static async Task<ToolRun> Read(Fence block)
    {
        using var place = new Workplace();
        var file = place.In("block.json");
        await File.WriteAllTextAsync(file, Document(block).ToJsonString());
        return await ToolRun.Of([.. Readers[block.Page], file]);
    }

    private static bool IsCSharp(string line) => Code.IsMatch(line);

    [GeneratedRegex(
        @";\s*(//.*)?$|\{ (get|set|init);|^\s*\[[A-Z]\w*(\(.*\))?\]\s*$"
        + @"|^\s*(public|private|internal|protected|namespace|using|return|var)\s")]
    private static partial Regex Code { get; }
}
