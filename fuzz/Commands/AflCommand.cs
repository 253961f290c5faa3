using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>afl</c>: a target in AFL++'s persistent mode, and what that needs.</summary>
internal static class AflCommand
{
    private const string Worker = "--worker";

    /// <summary>The command.</summary>
    public static Command Build()
    {
        var target = Arguments.Target();
        var state = Arguments.State();
        var prepare = new Option<bool>("--prepare")
        {
            Description = "Make the instrumented copy, DIR/TARGET/afl/seeds and a dictionary, and "
                + "print the path of the copy.",
        };
        var worker = new Option<int?>(Worker) { Hidden = true };
        var command = new Command(
            "afl",
            "Runs a target under afl-fuzz, in one process for all inputs; fuzz/afl starts "
            + "afl-fuzz with it.")
        {
            target, state, prepare, worker,
        };
        command.SetAction(parsed => parsed.GetValue(prepare)
            ? Prepare(parsed.GetRequiredValue(target), Path.GetFullPath(parsed.GetValue(state)!))
            : Run(parsed.GetRequiredValue(target), parsed.GetValue(worker)));
        return command;
    }

    private static int Run(IFuzzTarget target, int? turn)
    {
        if (turn is { } id)
        {
            AflServer.Work(target.Run, target.LengthMax, id);
        }
        else
        {
            AflServer.Serve(target.Run, target.LengthMax, ["afl", target.Name, Worker]);
        }

        return 0;
    }

    private static int Prepare(IFuzzTarget target, string state)
    {
        var program = Instrumented.Program(Path.Combine(state, "instrumented"), target.Rooms);
        var folder = Directory.CreateDirectory(Path.Combine(state, target.Name, "afl"));
        var seeds = folder.CreateSubdirectory("seeds");
        foreach (var input in Arguments.InTree(target))
        {
            File.WriteAllBytes(Path.Combine(seeds.FullName, Folder.NameOf(input)), input);
        }

        File.WriteAllLines(
            Path.Combine(folder.FullName, "words.dict"),
            target.Dictionary.Where(word => word.Length is > 0 and <= 128).Select(word =>
                $"\"{string.Concat(word.Select(octet => $"\\x{octet:x2}"))}\""));
        Console.Out.WriteLine(program);
        return 0;
    }
}
