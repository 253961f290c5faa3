using System.CommandLine;
using Holdfast.Cli.Exploring;
using Holdfast.Cli.Simulating;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast simulate</c>: one run of a world, with real octets.</summary>
internal sealed class SimulateCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "A world by name, or a file with one (docs/scenario-json.md); "
            + "- is standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "What chance is drawn from: one seed is one run, on any machine.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _calm = new("--calm")
    {
        Description = "Break nothing.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs (docs/simulate.md).",
    };

    private readonly Option<bool> _list = new("--list")
    {
        Description = "List the worlds that have names, and what breaks in them.",
    };

    private SimulateCommand(Terminal terminal)
        : base(
            "simulate",
            "Plays one run of a world: shipped machines, real packets, real ciphers, faults.")
    {
        Arguments.Add(_scenario);
        Options.Add(_seed);
        Options.Add(_calm);
        Options.Add(_json);
        Options.Add(_list);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        The timeline has a column for each member: ● traffic passes there, ○ it stands by (and how
        much it knows), ✗ it is down. ⚡ is a fault. Below it stands what the run cost.

        Exit codes: 0 all holds · 1 something does not · 2 it could not begin

        Examples:
          holdfast simulate stateful-pair             whoever serves crashes, and comes back
          holdfast simulate stateful-pair --seed 7    other delays, other keys
          holdfast simulate front-back --calm         nothing breaks
          holdfast simulate --list                    what there is
          holdfast simulate stateful-pair --json | jq .measures
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new SimulateCommand(terminal);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        var output = result.InvocationConfiguration.Output;
        if (result.GetValue(_list))
        {
            List(output);
            return ExitCode.Good;
        }

        if (result.GetValue(_scenario) is not { } name)
        {
            await terminal.Error.WriteLineAsync(
                "holdfast simulate: which world? 'holdfast simulate --list' lists all");
            return ExitCode.BrokenFile;
        }

        if (await FindAsync(name, terminal, cancellation) is not { } scenario)
        {
            return ExitCode.BrokenFile;
        }

        if (SeededRun.Lacks(scenario.World) is { } lacks)
        {
            await terminal.Error.WriteLineAsync($"holdfast simulate: {name}: {lacks}");
            return ExitCode.BrokenFile;
        }

        var seed = result.GetValue(_seed);
        var run = SeededRun.Play(
            scenario.World, result.GetValue(_calm) ? FaultPlan.None : scenario.Faults, seed,
            new() { Cryptography = CryptoProviders.Fastest(out _) });
        if (result.GetValue(_json))
        {
            RunJson.Write(output, scenario.World.Name, seed, run);
        }
        else
        {
            RunText.Write(output, scenario.World, run);
        }

        return run.Violations.Count > 0 ? ExitCode.Violation : ExitCode.Good;
    }

    private static async Task<WorldScenario?> FindAsync(
        string name, Terminal terminal, CancellationToken cancellation)
    {
        if (PlayedScenarios.Named(name) is { } known)
        {
            return known;
        }

        if (name != "-" && !name.Contains('.', StringComparison.Ordinal)
            && !name.Contains('/', StringComparison.Ordinal))
        {
            var near = NearNames.Of(name, PlayedScenarios.All.Select(one => one.World.Name));
            await terminal.Error.WriteLineAsync(
                $"holdfast simulate: no world is called '{name}'; " + (near.Count == 0
                    ? "'holdfast simulate --list' lists all"
                    : $"did you mean {string.Join(", ", near)}?"));
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

        return scenario;
    }

    private static void List(TextWriter output)
    {
        List<string[]> rows = [["world", "what breaks", "what it is"]];
        rows.AddRange(PlayedScenarios.All.Select(one => new[]
        {
            one.World.Name,
            string.Join(", ", one.Faults.Faults.Select(fault => FaultInWords.Of(fault.Fault))),
            one.World.Says,
        }));
        Columns.Write(output, rows, _ => false);
    }
}
