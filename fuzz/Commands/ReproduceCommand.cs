using System.CommandLine;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Fuzz.Commands;

/// <summary><c>reproduce</c>: runs one input again.</summary>
internal static class ReproduceCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The input." };
        var target = new Option<string?>("--target")
        {
            Description = "Its target; without it a folder of its path is called like one.",
            HelpName = "TARGET",
        };
        var command = new Command(
            "reproduce",
            "Runs one input again, with every claim asked. Exit code 1: one does not hold, and it "
            + "says which.")
        {
            file, target,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file), parsed.GetValue(target)));
        return command;
    }

    private static int Run(FileInfo file, string? name)
    {
        var target = name is not null
            ? Targets.Named(name)
            : Targets.All.FirstOrDefault(
                one => file.FullName.Split(Path.DirectorySeparatorChar).Contains(one.Name));
        if (target is null || !file.Exists)
        {
            Console.Error.WriteLine(target is null
                ? "no target has this name: say --target TARGET"
                : $"there is no file {file}");
            return 2;
        }

        try
        {
            target.Examine(File.ReadAllBytes(file.FullName));
        }
        catch (Exception thrown)
        {
            Console.Out.WriteLine($"{target.Name}: {Triage.NameOf(thrown)}");
            Console.Out.WriteLine(Triage.Say(thrown));
            return 1;
        }

        // Where bugs are planted, this is what they see.
        Console.Out.WriteLine(Reached.IsSaid
            ? $"{target.Name}: every claim holds, {Reached.All.Numbers.Count} numbers reached"
            : $"{target.Name}: every claim holds");
        return 0;
    }
}
