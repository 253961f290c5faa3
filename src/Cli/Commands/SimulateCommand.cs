using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Simulating;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast simulate</c>: one run of a world, with real octets.</summary>
internal sealed class SimulateCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "A world, a scenario (all of its cases) or a case of one by name, or a file "
            + "(docs/scenario-json.md); - is standard input.",
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

    private readonly Option<string?> _capture = new("--peer-capture")
    {
        Description = "Let the first peer send the ESP of a capture: with --keys, --profile or "
            + "--psk as for decode.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _sender = new("--peer-address")
    {
        Description = "Whose packets of the capture the peer sends; without it those of whoever "
            + "sends the first that opens.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string> _pace = new("--peer-pace")
    {
        Description = "When they are sent: spread (up to where the world heals), capture (as they "
            + "were recorded), or so many in a second.",
        HelpName = "spread|capture|N",
        DefaultValueFactory = _ => "spread",
    };

    private readonly KeyOptions _keys = new();

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "Write everything that is sent, taken and decided into this file: the octets "
            + "behind the digest (docs/simulate.md).",
        HelpName = "FILE",
    };

    private readonly Option<bool> _list = new("--list")
    {
        Description = "List the worlds and scenarios that have names; with a scenario its cases.",
    };

    private readonly Option<bool> _print = new("--print")
    {
        Description = "Write the world and its faults as a scenario file, to be changed and "
            + "played, and play nothing.",
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
        Options.Add(_capture);
        _keys.AddTo(this);
        Options.Add(_sender);
        Options.Add(_pace);
        Options.Add(_trace);
        Options.Add(_list);
        Options.Add(_print);
        Validators.Add(RefuseHalf);
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
          holdfast simulate sync-partition            all cases of a scenario
          holdfast simulate --list crash-in-child-rekey
          holdfast simulate crash-in-child-rekey/both-at-once-safety-first
          holdfast simulate crash-in-child-rekey/both-at-once --print > own.json
                                                      a file to begin with
          holdfast simulate stateful-pair --peer-capture esp.pcap --keys keys.json
                                                      a recording is carried through the crash
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
            return await ListAsync(result.GetValue(_scenario), output, terminal);
        }

        if (result.GetValue(_scenario) is not { } name)
        {
            await terminal.Error.WriteLineAsync(
                "holdfast simulate: which world? 'holdfast simulate --list' lists all");
            return ExitCode.BrokenFile;
        }

        var isPlain = !result.GetValue(_print) && result.GetValue(_capture) is null
            && result.GetValue(_trace) is null;
        if (isPlain && PlayedScenarios.Named(name) is null
            && ScenarioTable.Named(name) is { Cases.Count: > 0 } card)
        {
            return PlayAll(result, output, card);
        }

        if (await FindAsync(name, terminal, cancellation) is not { } scenario)
        {
            return ExitCode.BrokenFile;
        }

        if (result.GetValue(_print))
        {
            var text = new ArrayBufferWriter<byte>();
            WorldScenarioJson.Write(text, scenario);
            await output.WriteLineAsync(Encoding.UTF8.GetString(text.WrittenSpan).TrimEnd());
            return ExitCode.Good;
        }

        if (SeededRun.Lacks(scenario.World) is { } lacks)
        {
            await terminal.Error.WriteLineAsync($"holdfast simulate: {name}: {lacks}");
            return ExitCode.BrokenFile;
        }

        using var keys = new KeyRing();
        RecordedTraffic? recorded = null;
        if (result.GetValue(_capture) is { } file)
        {
            var capture = new PeerCapture(
                file, result.GetValue(_sender), PeerCapture.PaceOf(result.GetValue(_pace)!)!);
            if (!_keys.TryLoad(result, terminal.Error, keys)
                || await capture.ReadAsync(keys, scenario.World, terminal, cancellation)
                    is not { } read)
            {
                return ExitCode.BrokenFile;
            }

            recorded = read;
        }

        using var traffic = recorded;
        if (!TryPlay(result, scenario, traffic, terminal, out var run))
        {
            return ExitCode.BrokenFile;
        }

        if (result.GetValue(_json))
        {
            RunJson.Write(output, scenario.World.Name, result.GetValue(_seed), run);
        }
        else
        {
            RunText.Write(output, scenario.World, run);
        }

        return run.Violations.Count > 0 ? ExitCode.Violation : ExitCode.Good;
    }

    private bool TryPlay(
        ParseResult result, WorldScenario scenario, RecordedTraffic? traffic, Terminal terminal,
        out RunResult run)
    {
        run = null!;
        if (result.GetValue(_trace) is not { } path)
        {
            run = Play(result, scenario, traffic, trace: null);
            return true;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            using var trace = new BufferedStream(file, 1 << 16);
            run = Play(result, scenario, traffic, octets => trace.Write(octets.Span));
            return true;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"holdfast simulate: {path}: {broken.Message}");
            return false;
        }
    }

    private RunResult Play(
        ParseResult result, WorldScenario scenario, RecordedTraffic? traffic,
        Action<ReadOnlyMemory<byte>>? trace) => SeededRun.Play(
        scenario.World, result.GetValue(_calm) ? FaultPlan.None : scenario.Faults,
        result.GetValue(_seed),
        new() { Cryptography = CryptoProviders.Fastest(out _), Trace = trace }, traffic);

    private int PlayAll(ParseResult result, TextWriter output, ScenarioCard card)
    {
        var all = PlayedCases.Of(
            card, result.GetValue(_seed),
            scenario => Play(result, scenario, traffic: null, trace: null));
        if (result.GetValue(_json))
        {
            all.WriteJson(output);
        }
        else
        {
            all.Write(output);
        }

        return all.Hold ? ExitCode.Good : ExitCode.Violation;
    }

    private static async Task<int> ListAsync(
        string? name, TextWriter output, Terminal terminal)
    {
        if (name is null)
        {
            PlayedList.Write(output);
        }
        else if (ScenarioTable.Named(name) is { Cases.Count: > 0 } card)
        {
            PlayedList.Write(output, card);
        }
        else
        {
            await terminal.Error.WriteLineAsync(
                $"holdfast simulate: '{name}' is no scenario with cases; "
                + "'holdfast simulate --list' lists all");
            return ExitCode.BrokenFile;
        }

        return ExitCode.Good;
    }

    private void RefuseHalf(CommandResult result)
    {
        if (result.GetValue(_capture) is null)
        {
            if (_keys.Has(result) || result.GetValue(_sender) is not null
                || result.GetResult(_pace) is { Implicit: false })
            {
                result.AddError(
                    "Keys, --peer-address and --peer-pace are for a capture: give one by "
                    + "--peer-capture.");
            }
        }
        else if (!_keys.Has(result))
        {
            result.AddError(
                "--peer-capture needs the keys of its SAs: give them by --keys, --profile or "
                + "--psk.");
        }

        if (result.GetValue(_pace) is { } pace && PeerCapture.PaceOf(pace) is null)
        {
            result.AddError(
                $"--peer-pace: '{pace}' is none of spread, capture, and 1 to 10000 in a second.");
        }

        if (result.GetValue(_sender) is { } sender && !IPAddress.TryParse(sender, out _))
        {
            result.AddError($"--peer-address: '{sender}' is no address.");
        }
    }

    private static async Task<WorldScenario?> FindAsync(
        string name, Terminal terminal, CancellationToken cancellation)
    {
        if (PlayedScenarios.Named(name) is { } known)
        {
            return known;
        }

        if (PlayedScenarios.Wrong(name) is { } wrong)
        {
            await terminal.Error.WriteLineAsync($"holdfast simulate: {wrong}");
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
}
