using System.CommandLine;
using Spectre.Console;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>list</c>: the targets, with what is claimed of each.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var names = new Option<bool>("--names") { Description = "Names only, one a line." };
        var command = new Command("list", "Names the targets, and what is claimed of any octets.")
        {
            names,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(names))
            {
                foreach (var target in Targets.All)
                {
                    Console.Out.WriteLine(target.Name);
                }

                return 0;
            }

            var table = new Table().Border(TableBorder.None).AddColumns("target", "claim");
            foreach (var target in Targets.All)
            {
                table.AddRow(new Text(target.Name), new Text(target.Claim));
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }
}
