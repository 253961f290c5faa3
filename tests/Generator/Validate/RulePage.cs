using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>A page of docs/rules: a wrong example, its squiggle, a right one.</summary>
/// <param name="Wrong">What is complained of.</param>
/// <param name="Complaint">By whose id: the page's, or that of the compiler where the rule lifts
/// what the compiler says.</param>
/// <param name="Squiggle">Under which words.</param>
/// <param name="Right">What nothing is said of.</param>
internal sealed partial record RulePage(
    RuleExample Wrong, string Complaint, string Squiggle, RuleExample Right)
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    private static string Folder => Path.Combine(Root, "docs/rules");

    /// <summary>The ids of all pages, whatever lies there.</summary>
    public static IEnumerable<string> Ids =>
        Directory.EnumerateFiles(Folder)
            .Select(page => Path.GetFileName(page))
            .Select(page => page.EndsWith(".md", StringComparison.Ordinal) ? page[..^3] : page)
            .Order(StringComparer.Ordinal);

    /// <summary>Those of pages about declarations of wire types.</summary>
    public static IEnumerable<string> OfDeclarations =>
        Ids.Where(id => id.StartsWith("WIRE", StringComparison.Ordinal));

    /// <summary>The lines about rules in the release notes of the analyzers.</summary>
    public static IEnumerable<string> Releases =>
        new[] { "Shipped", "Unshipped" }
            .Select(kind => $"src/Codec.Generator/AnalyzerReleases.{kind}.md")
            .SelectMany(file => File.ReadLines(Path.Combine(Root, file)))
            .Where(line => Rule().IsMatch(line));

    /// <summary>Every source of the shipped rooms.</summary>
    public static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>A file of the repository.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static RulePage Of(string id)
    {
        var text = File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");
        Assert.StartsWith($"# {id}: ", text, StringComparison.Ordinal);
        var parts = text.Split("\n## ");
        Assert.Equal(3, parts.Length);
        Assert.Equal(["Wrong", "Right"], parts[1..].Select(part => part.Split('\n')[0]));
        var squiggled = Squiggled().Match(parts[1]);
        return squiggled.Success
            ? new(
                RuleExample.In(parts[1]),
                squiggled.Groups["id"] is { Success: true, Value: var other } ? other : id,
                squiggled.Groups["text"].Value,
                RuleExample.In(parts[2]))
            : throw new InvalidDataException($"{id} does not say what is squiggled");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        "^The squiggle( of (?<id>CS\\d{4}))? is under `(?<text>.+)`\\.$", RegexOptions.Multiline)]
    private static partial Regex Squiggled();

    [GeneratedRegex(@"^[A-Z]+\d{3} \|")]
    private static partial Regex Rule();
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

    /// <summary>The code as a file of its own.</summary>
    public string Text => "namespace Sample;\n\n" + Code;

    public GeneratorRun Run() => GeneratorRun.Of(Text, Tables);

    [GeneratedRegex("^```(?<language>\\w+) ?(?<name>\\S*)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
