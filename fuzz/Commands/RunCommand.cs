using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>run</c>: searches with one worker.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var target = Arguments.Target();
        var (time, executions, state) =
            (Arguments.Time(), Arguments.Executions(), Arguments.State());
        var untilFinding = Arguments.UntilFinding();
        var seed = new Option<ulong>("--seed")
        {
            Description = "What chance is drawn from in the first run of a folder; each further "
                + "run draws from the number behind.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var patience = new Option<int>("--patience")
        {
            Description = "Seconds of the processor that an input may take before it counts as a hang; "
                + "ten times as many by the clock, where it takes none.",
            HelpName = "S",
            DefaultValueFactory = _ => 20,
        };
        var json = new Option<bool>("--json")
        {
            Description = "At the end, write one line of JSON to standard output: the sums of all "
                + "runs in the folder.",
        };
        var command = new Command(
            "run",
            "Searches for inputs that break what a target claims: one worker, guided by edges. "
            + "A line a second goes to standard error. It goes on from where it ended the last "
            + "time; findings are files under DIR/TARGET/findings, for 'reproduce'. Exit code 1: "
            + "there are findings; 2: another run is at that folder.")
        {
            target, time, executions, untilFinding, seed, state, patience, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(target), parsed.GetValue(state)!,
            new(
                parsed.GetValue(time), parsed.GetValue(executions) ?? long.MaxValue,
                parsed.GetValue(untilFinding), parsed.GetValue(seed)),
            parsed.GetValue(patience), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(
        IFuzzTarget target, string state, Bounds bounds, int patience, bool isJson,
        CancellationToken cancellation)
    {
        state = Path.GetFullPath(state);
        using var held = new Folder(state, target.Name).TryHold();
        if (held is null)
        {
            Console.Error.WriteLine(
                $"{Path.Combine(state, target.Name)}: another run is at it; --corpus names another "
                + "folder");
            return 2;
        }

        var watcher = new Watcher(target, state, Console.Error);
        var sums = watcher.Run(bounds, TimeSpan.FromSeconds(patience), cancellation);
        if (isJson)
        {
            Console.Out.WriteLine(Figures.Line(target.Name, sums));
        }

        return sums.Findings > 0 ? 1 : 0;
    }
}
