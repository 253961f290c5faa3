using System.Text.RegularExpressions;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>A command in a page: in a block of sh, or in a sentence between backticks.</summary>
/// <param name="Page">The page.</param>
/// <param name="Line">The line of its fence or of the sentence, from 1.</param>
/// <param name="Text">The command, its words one blank apart.</param>
/// <param name="Shown">What the text block below it shows of what it prints.</param>
internal sealed partial record CommandLine(string Page, int Line, string Text, string[] Shown)
{
    private const string OfTool = "holdfast ";

    /// <summary>Every command of README and docs.</summary>
    public static IReadOnlyList<CommandLine> All { get; } =
    [
        .. Fence.Pages().SelectMany(page => In(page, File.ReadAllText(ToolRun.File(page)))),
    ];

    /// <summary>Whether it is one of ours.</summary>
    public bool IsOfTool => Text.StartsWith(OfTool, StringComparison.Ordinal);

    /// <summary>Whether it says all: no word of it is a place for one, and it is not the name of
    /// a command alone.</summary>
    public bool IsWhole => !Words(Text).Any(word => Place.IsMatch(word)) && (Line < 0
        || Words(Text).Length > (Words(Text)[1] == "gateway" ? 3 : 2));

    /// <inheritdoc/>
    public override string ToString() => $"{Page}({Math.Abs(Line)}): {Text}";

    /// <summary>The words of a command.</summary>
    public static string[] Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The commands of a page; those of blocks have negative lines.</summary>
    public static IEnumerable<CommandLine> In(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var fences = Fence.In(page, text).ToArray();
        foreach (var fence in fences.Where(one => one.Word == "sh"))
        {
            var commands = Commands(fence.Lines).ToArray();
            var below = fences.FirstOrDefault(one => one.Line > fence.Line);
            var isBelow = commands.Length == 1 && below?.Word == "text"
                && lines[fence.End..(below.Line - 1)].All(line => line.Length == 0);
            foreach (var command in commands)
            {
                yield return new(
                    page, -fence.Line, Plain(command), isBelow ? below!.Lines : []);
            }
        }

        foreach (var (line, at) in lines.Select((line, at) => (line, at + 1))
            .Where(one => !fences.Any(fence => one.Item2 >= fence.Line && one.Item2 <= fence.End)))
        {
            foreach (Match match in Quoted.Matches(line))
            {
                yield return new(page, at, Plain(match.Groups["command"].Value), []);
            }
        }
    }

    private static IEnumerable<string> Commands(string[] lines) =>
        string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Select(line => Comment.Replace(line, "").Trim())
            .Where(line => line.Length > 0);

    private static string Plain(string command) =>
        string.Join(' ', Words(ByProject.Replace(command, OfTool)));

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"`(?<command>(holdfast|dotnet run [^`]*--project src/Cli --) [^`]+)`")]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"^dotnet run .*--project src/Cli -- ")]
    private static partial Regex ByProject { get; }

    [GeneratedRegex(@"^\[|^[A-Z][A-Z-]*(\.[\w.]+)?$|^\.\.\.$")]
    private static partial Regex Place { get; }
}
