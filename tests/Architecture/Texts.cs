using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>What no text of the repository may say, and what its pages must.</summary>
public sealed partial class Texts
{
    /// <summary>Where such a path is the subject: this file holds the canaries.</summary>
    private static readonly string[] Allowed = ["tests/Architecture/Texts.cs"];

    [Fact]
    public void No_text_names_a_path_of_somebodys_machine()
    {
        Rule.Holds(Repository.Files
            .Except(Allowed)
            .Select(file => (file, text: Repository.Read(file)))
            .Where(one => !one.text.Contains('\0', StringComparison.Ordinal))
            .SelectMany(one => MachinePaths(one.file, one.text)));
    }

    [Fact]
    public void A_path_of_somebodys_machine_is_seen()
    {
        Rule.Bites(MachinePaths("a.md", "see /work/main/x"), "/work/");
        Rule.Bites(MachinePaths("a.md", "cd \"/root/x\""), "/root/");
        Rule.Bites(MachinePaths("a.sh", "cat >/tmp/x"), "/tmp/");
        Rule.Bites(MachinePaths("a.md", "/home/carol/x"), "/home/");
        Rule.Holds(MachinePaths("a.md", "src/work/x, ${dir}/tmp/y and https://host.example/root/"));
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        Rule.Holds(Repository.Under("", ".md").SelectMany(page =>
            DeadLinks(page, Repository.Read(page), Repository.Exists)));

        Rule.Bites(DeadLinks("docs/a.md", "[x](../b.md#top)", path => path == "docs/b.md"), "b.md");
        Rule.Holds(DeadLinks("docs/a.md", "[x](../b.md#top)", path => path == "b.md"));
    }

    [Fact]
    public void Every_diagnostic_has_a_page_and_every_page_a_diagnostic()
    {
        var ids = Repository.Under("src/Codec.Generator/", ".cs")
            .SelectMany(file => DiagnosticId.Matches(Repository.Read(file)))
            .Select(match => match.Groups["id"].Value)
            .ToHashSet();
        var pages = Repository.Under("docs/rules/", ".md")
            .Select(page => Path.GetFileNameWithoutExtension(page))
            .ToHashSet();

        Rule.Holds(ids.Except(pages).Select(id => $"{id} has no page in docs/rules"));
        Rule.Holds(pages.Except(ids).Select(id => $"docs/rules/{id}.md: no such diagnostic"));
    }

    [Fact]
    public void Every_package_is_argued_for()
    {
        var argued = Repository.Read("docs/adr/0002-dependencies.md");

        Rule.Holds(PackageVersion.Matches(Repository.Read("Directory.Packages.props"))
            .Select(match => match.Groups["name"].Value)
            .Where(name => !argued.Contains(name, StringComparison.Ordinal))
            .Select(name => $"docs/adr/0002-dependencies.md does not say why {name} is here"));
    }

    private static IEnumerable<string> MachinePaths(string file, string text) =>
        text.Split('\n').SelectMany((line, at) => MachinePath.Matches(line)
            .Select(match => $"{file}({at + 1}): {match.Value}"));

    private static IEnumerable<string> DeadLinks(
        string page, string text, Func<string, bool> exists) =>
        Link.Matches(text)
            .Select(match => match.Groups["to"].Value)
            .Where(to => !to.Contains(':', StringComparison.Ordinal) && !to.StartsWith('#'))
            .Select(to => to.Split('#')[0])
            .Where(to => !exists(Path.GetRelativePath(
                "/", Path.Combine("/", Path.GetDirectoryName(page)!, to))))
            .Select(to => $"{page}: {to} leads nowhere");

    [GeneratedRegex(@"(?<![\w.}\-])/(work|root|tmp|home)/")]
    private static partial Regex MachinePath { get; }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"""(?<id>(WIRE|SUM)\d{3})""")]
    private static partial Regex DiagnosticId { get; }

    [GeneratedRegex(@"<PackageVersion Include=""(?<name>[^""]+)""")]
    private static partial Regex PackageVersion { get; }
}
