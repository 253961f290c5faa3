using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>A page of docs/rules: a wrong example, its squiggle, a right one.</summary>
internal sealed partial record RulePage(RuleExample Wrong, string Squiggle, RuleExample Right)
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    private static string Folder => Path.Combine(Root, "docs/rules");

    /// <summary>The ids of all pages about wire types and registries.</summary>
    public static IEnumerable<string> Ids =>
        Directory.EnumerateFiles(Folder, "WIRE*.md")
            .Select(page => Path.GetFileNameWithoutExtension(page))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines about such rules in the release notes of the analyzer.</summary>
    public static IEnumerable<string> Releases =>
        new[] { "Shipped", "Unshipped" }
            .Select(kind => $"src/Codec.Generator/AnalyzerReleases.{kind}.md")
            .SelectMany(file => File.ReadLines(Path.Combine(Root, file)))
            .Where(line => line.StartsWith("WIRE", StringComparison.Ordinal));

    public static RulePage Of(string id)
    {
        var text = File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");
        Assert.StartsWith($"# {id}: ", text, StringComparison.Ordinal);
        var parts = text.Split("\n## ");
        Assert.Equal(3, parts.Length);
        return new(
            RuleExample.In(parts[1]),
            Squiggled().Match(parts[1]) is { Success: true } match
                ? match.Groups["text"].Value
                : throw new InvalidDataException($"{id} does not say what is squiggled"),
            RuleExample.In(parts[2]));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("^The squiggle is under `(?<text>.+)`\\.$", RegexOptions.Multiline)]
    private static partial Regex Squiggled();
}

/// <summary>The code of an example, and its table where it has one.</summary>
internal sealed partial record RuleExample(string Code, (string Name, string Text)[] Tables)
{
    public static RuleExample In(string section)
    {
        var blocks = Block().Matches(section);
        return new(
            blocks.Single(one => one.Groups["language"].Value == "csharp").Groups["text"].Value,
            [.. blocks
                .Where(one => one.Groups["language"].Value == "csv")
                .Select(one => (one.Groups["name"].Value, one.Groups["text"].Value))]);
    }

    public GeneratorRun Run() => GeneratorRun.Of("namespace Sample;\n\n" + Code, Tables);

    [GeneratedRegex("^```(?<language>\\w+) ?(?<name>\\S*)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
