using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>A block between fences in a page.</summary>
/// <param name="Page">The page, relative to the root.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Word">What its fence says that it is.</param>
/// <param name="Lines">What stands in it.</param>
/// <param name="End">The line of the fence that ends it, from 1.</param>
internal sealed record Fence(string Page, int Line, string Word, string[] Lines, int End)
{
    /// <summary>README, docs and what packages say, without the pages of diagnostics, which are
    /// examples of what does not compile and are tested with the generator.</summary>
    public static IEnumerable<string> Pages() => Directory.EnumerateFiles(
            ToolRun.File("docs"), "*.md", SearchOption.AllDirectories)
        .Concat(Directory.GetDirectories(ToolRun.File("src"))
            .Select(room => Path.Combine(room, "README.md")).Where(File.Exists))
        .Select(page => Path.GetRelativePath(ToolRun.File("."), page).Replace('\\', '/'))
        .Where(page => !page.StartsWith("docs/rules/", StringComparison.Ordinal))
        .Append("README.md").Order(StringComparer.Ordinal);

    /// <summary>Every block of a page.</summary>
    public static IEnumerable<Fence> In(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.IndexOf(lines, "```", at + 1);
                yield return new(page, at + 1, lines[at][3..], lines[(at + 1)..end], end + 1);
                at = end;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Page}({Line})";
}
