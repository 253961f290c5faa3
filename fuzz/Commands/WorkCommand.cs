using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>work</c>: what <c>run</c> starts in the instrumented copy.</summary>
internal static class WorkCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var target = Arguments.Target();
        var (time, executions, state) =
            (Arguments.Time(), Arguments.Executions(), Arguments.State());
        var untilFinding = Arguments.UntilFinding();
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1 };
        var command = new Command("work", "What 'run' starts.")
        {
            target, time, executions, untilFinding, state, seed,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var what = parsed.GetRequiredValue(target);
            var folder = new Folder(parsed.GetValue(state)!, what.Name);
            using var board = Board.At(folder.BoardPath);
            new Worker(what, folder, board, new(), parsed.GetValue(seed)).Run(
                Arguments.InTree(what),
                new(
                    parsed.GetValue(time), parsed.GetValue(executions) ?? long.MaxValue,
                    parsed.GetValue(untilFinding)));
            return 0;
        });
        return command;
    }
}
