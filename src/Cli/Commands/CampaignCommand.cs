using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Campaigns;
using Holdfast.Cli.Simulating;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Spectre.Console;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast campaign</c>: one run of a world for each of many seeds.</summary>
internal sealed class CampaignCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private const int ThreadsMax = 256;

    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "A world or a case by name ('holdfast simulate --list' lists them), or a "
            + "file (docs/scenario-json.md); what breaks in it, the seeds draw.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _seeds = new("--seeds")
    {
        Description = "The seeds, both ends among them, such as 1..1000. One seed is one run, on "
            + "any machine.",
        HelpName = "A..B",
        DefaultValueFactory = _ => "1..100",
    };

    private readonly Option<string> _shard = new("--shard")
    {
        Description = "Play one part of the seeds: 0/8 is the first of eight.",
        HelpName = "I/N",
        DefaultValueFactory = _ => "0/1",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Add each seed to this file as soon as it was played, and leave out those "
            + "that are there.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _json = CampaignOptions.Json();

    private readonly Option<string?> _junit = CampaignOptions.JUnit();

    private readonly Option<string> _failures = new("--failures")
    {
        Description = "The folder into which what breaks something is saved, made small.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "How many seeds are played at a time; what they find does not depend on it.",
        HelpName = "N",
        DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, ThreadsMax),
    };

    private CampaignCommand(Terminal terminal)
        : base(
            "campaign",
            "Plays a world with many seeds, each with faults of its own, and tells the worst case.")
    {
        Arguments.Add(_scenario);
        Options.Add(_seeds);
        Options.Add(_shard);
        Options.Add(_resume);
        Options.Add(_json);
        Options.Add(_junit);
        Options.Add(_failures);
        Options.Add(_threads);
        Subcommands.Add(CampaignMergeCommand.Build(terminal));
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        A seed turns some kinds of faults on and draws faults of them; in the middle everything
        heals, and what must come has the rest of the time. What breaks something is made small:
        fewer faults, then shorter, then simpler ones.

        Exit codes: 0 all holds · 1 something does not · 2 it could not begin · 130 interrupted

        Examples:
          holdfast campaign stateful-pair                   a hundred seeds
          holdfast campaign stateful-pair --seeds 1..10000 --resume pair.jsonl
                                                            goes on where it was interrupted
          holdfast campaign stateful-pair --seeds 1..10000 --shard 3/8 --resume 3.jsonl
          holdfast campaign merge 0.jsonl 1.jsonl 2.jsonl   eight of those are one
          holdfast campaign my.scenario.json --junit out.xml
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new CampaignCommand(terminal);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (await FindAsync(result.GetValue(_scenario), terminal, cancellation) is not { } world)
        {
            return ExitCode.BrokenFile;
        }

        var wrong = Read(result, out var seeds, out var shard)
            ?? (SeededRun.Lacks(world) is { } lacks ? $"{world.Name}: {lacks}" : null);
        var head = wrong is null ? CampaignHead.Of(world, seeds) : null;
        var results = new CampaignResults(head!, []);
        using var file = head is null
            ? null
            : ResultsFile.Open(result.GetValue(_resume), world, head, out results, out wrong);
        if (file is null)
        {
            await terminal.Error.WriteLineAsync($"holdfast campaign: {wrong}");
            return ExitCode.BrokenFile;
        }

        await PlayAsync(
            terminal, world, seeds.Of(shard), results, file, result.GetValue(_threads),
            cancellation);
        CampaignText.Write(result.InvocationConfiguration.Output, results);
        var isWritten = CampaignFiles.Write(
            terminal, results, result.GetValue(_json), result.GetValue(_junit))
            & CampaignFiles.Save(terminal, world, results, result.GetValue(_failures)!);
        return !isWritten ? ExitCode.BrokenFile
            : results.Seeds.Values.Any(one => !one.IsGood) ? ExitCode.Violation
            : cancellation.IsCancellationRequested ? ExitCode.Interrupted
            : ExitCode.Good;
    }

    private string? Read(ParseResult result, out SeedRange seeds, out Shard shard)
    {
        shard = default;
        return !SeedRange.TryParse(result.GetValue(_seeds)!, out seeds)
            ? $"--seeds takes A..B with A ≤ B and {SeedRange.CountMax} seeds at most, not "
                + $"'{result.GetValue(_seeds)}'"
            : !Shard.TryParse(result.GetValue(_shard)!, out shard)
                ? $"--shard takes I/N with I from 0 to N − 1, not '{result.GetValue(_shard)}'"
            : result.GetValue(_threads) is < 1 or > ThreadsMax
                ? $"--threads takes 1 to {ThreadsMax}"
            : null;
    }

    private static Task PlayAsync(
        Terminal terminal, WorldPlan world, SeedRange? part, CampaignResults results,
        ResultsFile file, int threads, CancellationToken cancellation)
    {
        var summary = results.Summary;
        var played = 0L;
        if (!terminal.IsErrorForPeople)
        {
            return PlayAll(static _ => { });
        }

        var console = terminal.Drawn();
        return console.Status().StartAsync(
            Markup.Escape(world.Name),
            context => PlayAll(text => context.Status(Markup.Escape($"{world.Name}: {text}"))));

        Task PlayAll(Action<string> tell) => CampaignWork.RunAsync(
            world, SimulatedSeed.In(world), Missing(), threads,
            (record, elapsed) =>
            {
                file.Add(record);
                results.Seeds.Add(record.Seed, record);
                summary.Add(record);
                tell(CampaignText.Progress(
                    summary, part?.Count ?? 0, elapsed, ++played));
            },
            cancellation);

        IEnumerable<ulong> Missing()
        {
            for (var at = 0ul; at < part?.Count; at++)
            {
                if (!results.Seeds.ContainsKey(part.Value.First + at))
                {
                    yield return part.Value.First + at;
                }
            }
        }
    }

    private static async Task<WorldPlan?> FindAsync(
        string? name, Terminal terminal, CancellationToken cancellation)
    {
        if (name is null)
        {
            await terminal.Error.WriteLineAsync(
                "holdfast campaign: which world? 'holdfast simulate --list' lists all");
            return null;
        }

        if ((Topologies.Named(name) ?? PlayedScenarios.Named(name)?.World) is { } world)
        {
            return world;
        }

        if (PlayedScenarios.Wrong(name) is { } wrong)
        {
            await terminal.Error.WriteLineAsync($"holdfast campaign: {wrong}");
            return null;
        }

        if (await InputFile.ReadAsync(name, WorldScenarioJson.LengthMax, terminal, cancellation)
            is not { } text)
        {
            return null;
        }

        if (!WorldScenarioJson.TryRead(text, out var scenario, out var error))
        {
            await terminal.Error.WriteLineAsync($"holdfast: {name}{error}");
            return null;
        }

        return scenario.World;
    }
}
