using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>medians</c>: what <c>fuzz/planted</c> says becomes a table of a page.</summary>
internal static class MediansCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var table = new Option<string>("--table")
        {
            Description = "The page: between the lines '<!-- planted -->' and '<!-- /planted -->' "
                + "rows of other targets stay; where it has none, the table is all that is in it.",
            HelpName = "FILE",
            Required = true,
        };
        var most = new Option<long>("--most")
        {
            Description = "Executions of a draw at most: what is beyond was not found.",
            HelpName = "N",
            DefaultValueFactory = _ => 10_000,
        };
        var build = new Option<string>("--build")
        {
            Description = "The commit that was built.",
            HelpName = "COMMIT",
            Required = true,
        };
        var command = new Command(
            "medians", "What fuzz/planted starts: reads its lines and writes them as a table.")
        {
            table, most, build,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var page = parsed.GetRequiredValue(table);
            var drawn = new List<Medians>();
            while (Console.In.ReadLine() is { } line)
            {
                if (Medians.Of(
                    line, parsed.GetValue(most), parsed.GetRequiredValue(build)) is { } one)
                {
                    drawn.Add(one);
                }
            }

            File.WriteAllText(page, Medians.Put(
                File.Exists(page) ? File.ReadAllText(page) : "", drawn,
                [.. Targets.All.Select(target => target.Name)]));
            return 0;
        });
        return command;
    }
}
