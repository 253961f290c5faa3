namespace Holdfast.Tests.Examples.Documents;

/// <summary>A block of C# in a page, and what the page says that it prints.</summary>
/// <param name="Page">The page, relative to the root.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Code">What stands between the fences.</param>
/// <param name="Prints">The text block that follows with nothing but blank lines between;
/// null: the page shows none.</param>
internal sealed record CodeBlock(string Page, int Line, string Code, string? Prints)
{
    private const string Fence = "```";

    /// <summary>The text of the page with other output behind this block.</summary>
    public string Printing(string text, string printed) => text.Replace(
        $"{Code}\n{Fence}\n\n{Fence}text\n{Prints}\n{Fence}\n",
        $"{Code}\n{Fence}\n\n{Fence}text\n{printed}\n{Fence}\n",
        StringComparison.Ordinal);

    /// <summary>Every block of a page.</summary>
    public static IEnumerable<CodeBlock> In(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at] != $"{Fence}csharp")
            {
                continue;
            }

            var end = Array.IndexOf(lines, Fence, at);
            if (end < 0)
            {
                throw new FormatException($"{page}({at + 1}): the block does not end");
            }

            var code = string.Join('\n', lines[(at + 1)..end]);
            var next = end + 1;
            while (next < lines.Length && lines[next].Length == 0)
            {
                next++;
            }

            var isShown = next < lines.Length && lines[next] == $"{Fence}text";
            yield return new(page, at + 1, code, isShown
                ? string.Join('\n', lines[(next + 1)..Array.IndexOf(lines, Fence, next)]) : null);
            at = end;
        }
    }
}
