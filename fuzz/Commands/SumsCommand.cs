using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>sums</c>: what all runs in a folder have come to.</summary>
internal static class SumsCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Description = "Which targets; without them all that were run.",
        };
        var state = Arguments.State();
        var json = new Option<string?>("--json")
        {
            Description = "Write them as one document of JSON.",
            HelpName = "FILE",
        };
        var table = new Option<string?>("--table")
        {
            Description = "Write them as a table of Markdown: between the lines "
                + "'<!-- figures -->' and '<!-- /figures -->' of the file, or, where it has none, "
                + "as all that is in it.",
            HelpName = "FILE",
        };
        var command = new Command(
            "sums",
            "Tells what all runs in a folder have come to. Exit code 1: there are findings.")
        {
            targets, state, json, table,
        };
        command.SetAction(parsed =>
        {
            var sums = SumsOf(parsed.GetValue(state)!, parsed.GetValue(targets)!);
            var text = Figures.Json(sums);
            Console.Out.Write(text);
            if (parsed.GetValue(json) is { } file)
            {
                File.WriteAllText(file, text);
            }

            if (parsed.GetValue(table) is { } page)
            {
                var mended = MendedFinding.Of(
                    Path.Combine(Arguments.Root, "fuzz", "regressions", "mended.tsv"));
                File.WriteAllText(page, Figures.Put(
                    File.Exists(page) ? File.ReadAllText(page) : "",
                    Figures.Table(sums, mended)));
            }

            return sums.Any(one => one.Sums.Findings > 0) ? 1 : 0;
        });
        return command;
    }

    // In the order of the list; who was never run has no folder, and gets none.
    private static List<(string Target, Sums Sums)> SumsOf(string state, string[] targets) =>
    [
        .. (targets.Length > 0 ? targets : [.. Targets.All.Select(one => one.Name)])
            .Where(name => Directory.Exists(Path.Combine(state, name)))
            .Select(name => (name, new Folder(state, name).Sums))
            .Where(one => one.Sums.Runs > 0),
    ];
}
