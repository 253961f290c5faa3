using System.CommandLine;
using System.Diagnostics;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>minimise</c>: throws out of a corpus what adds nothing.</summary>
internal static class MinimiseCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var target = Arguments.Target();
        var state = Arguments.State();
        var inside = new Option<bool>("--inside") { Hidden = true };
        var command = new Command(
            "minimise",
            "Throws inputs out of a target's corpus that go nowhere where smaller ones do not go.")
        {
            target, state, inside,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(target), Path.GetFullPath(parsed.GetValue(state)!),
            parsed.GetValue(inside)));
        return command;
    }

    // Edges are counted in the instrumented copy, which is started for it.
    private static int Run(IFuzzTarget target, string state, bool isInside)
    {
        if (isInside)
        {
            var folder = new Folder(state, target.Name);
            var (before, after) = Minimising.Run(
                target, folder.CorpusPath, folder.Ended, new());
            Console.Out.WriteLine($"{target.Name}: {before} inputs, now {after}");
            return 0;
        }

        var program = Instrumented.Program(Path.Combine(state, "instrumented"), target.Rooms);
        using var inner = Process.Start(
            "dotnet", [program, "minimise", target.Name, "--corpus", state, "--inside"]);
        inner.WaitForExit();
        return inner.ExitCode;
    }
}
