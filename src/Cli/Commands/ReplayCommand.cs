using System.CommandLine;
using System.CommandLine.Parsing;
using Holdfast.Cli.Exploring;
using Holdfast.Cli.Simulating;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast replay</c>: a saved counter-example, once more.</summary>
internal sealed class ReplayCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private const string Explorer = "explorer";
    private const string Simulator = "simulator";

    private readonly Argument<string> _file = new("TRACE")
    {
        Description = "A counter-example that prove saved (docs/trace-json.md); "
            + "- is standard input.",
    };

    private readonly Option<bool> _mermaid = new("--mermaid")
    {
        Description = "Write a sequence diagram in Mermaid's language.",
    };

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "Where it happens once more: in the model, event by event (explorer), or in "
            + "a world with real packets and ciphers, where what breaks breaks in the same order "
            + "(simulator).",
        HelpName = "explorer|simulator",
        DefaultValueFactory = _ => Explorer,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "With --engine simulator: what delays, keys and jitter are drawn from.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private ReplayCommand(Terminal terminal)
        : base(
            "replay",
            "Lets a counter-example happen once more, event by event, and tells whether it did.")
    {
        Arguments.Add(_file);
        Options.Add(_mermaid);
        Options.Add(_engine);
        Options.Add(_seed);
        Validators.Add(RefuseMixed);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        Exit codes: 0 it happens again · 1 it does not ·
                    2 the file is no counter-example, or nothing of the simulator is like it

        Examples:
          holdfast prove hsrp-literal                          finds one, and saves it
          holdfast replay hsrp-literal-I10.trace.json          lets it happen again
          holdfast replay --mermaid hsrp-literal-I10.trace.json > sequence.mmd
          holdfast replay --engine simulator hsrp-literal-I10.trace.json
                                                               in real packets, too
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new ReplayCommand(terminal);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        var file = result.GetValue(_file)!;
        if (await InputFile.ReadAsync(file, TraceReader.LengthMax, terminal, cancellation)
            is not { } text)
        {
            return ExitCode.BrokenFile;
        }

        if (!TraceReader.TryRead(text, out var saved, out var error))
        {
            await terminal.Error.WriteLineAsync($"holdfast: {file}{error}");
            return ExitCode.BrokenFile;
        }

        if (Catalogue.All.FirstOrDefault(one => one.Name == saved.Scenario) is not { } scenario)
        {
            await terminal.Error.WriteLineAsync(
                $"holdfast: {file}: no scenario is called '{saved.Scenario}'; "
                + "'holdfast prove --list' lists all");
            return ExitCode.BrokenFile;
        }

        var isForSimulator = result.GetValue(_engine) == Simulator;
        if (isForSimulator && !CounterexamplePlayer.IsPlayed(saved.Scenario, out var why))
        {
            return NotPlayed(terminal, saved, why);
        }

        var again = scenario.Build(scenario.With(saved.Faults)).Reenact(saved);
        if (isForSimulator && again.IsBroken)
        {
            return Play(result, terminal, saved, again.Trace);
        }

        Show(result, terminal, saved, again);
        return again.IsBroken ? ExitCode.Good : ExitCode.Violation;
    }

    private void RefuseMixed(CommandResult result)
    {
        var engine = result.GetValue(_engine) ?? Explorer;
        if (engine is not (Explorer or Simulator))
        {
            result.AddError($"--engine: '{engine}' is neither explorer nor simulator.");
        }
        else if (engine == Simulator && result.GetValue(_mermaid))
        {
            result.AddError("--mermaid draws what happens in the explorer.");
        }
        else if (engine == Explorer && result.GetResult(_seed) is { Implicit: false })
        {
            result.AddError("--seed is for --engine simulator: nothing is drawn in the explorer.");
        }
    }

    /// <summary>The same faults in a world with real octets.</summary>
    private int Play(
        ParseResult result, Terminal terminal, SavedTrace saved, Counterexample trace)
    {
        if (CounterexamplePlayer.TryOf(saved.Scenario, trace, shell: null, out var why)
            is not { } played)
        {
            return NotPlayed(terminal, saved, why);
        }

        var output = result.InvocationConfiguration.Output;
        var outcome = (played with { Seed = result.GetValue(_seed) }).Play(hasTimeline: true);
        RunText.Write(output, played.Scenario.World, outcome.Run);
        var isBroken = outcome.Broken.Contains(saved.Property);
        output.WriteLine(isBroken
            ? $"{saved.Property} is broken again, with real octets"
            : $"{saved.Property} holds here"
                + (outcome.Broken.Count == 0
                    ? ""
                    : $"; broken: {string.Join(", ", outcome.Broken)}"));
        return isBroken ? ExitCode.Good : ExitCode.Violation;
    }

    private static int NotPlayed(Terminal terminal, SavedTrace saved, string why)
    {
        terminal.Error.WriteLine(
            $"holdfast replay: {saved.Scenario} is not played in the simulator: {why}");
        return ExitCode.BrokenFile;
    }

    private void Show(
        ParseResult result, Terminal terminal, SavedTrace saved, Reenactment again)
    {
        var output = result.InvocationConfiguration.Output;
        var verdict = again switch
        {
            { Divergence: { At: 0 } beginning } => $"it cannot begin: {beginning.What}",
            { Divergence: { } other } =>
                $"event {other.At} of {saved.Events.Count} goes another way: {other.What}",
            { IsBroken: true } =>
                $"{saved.Property} is broken again, all {saved.Events.Count} events as before",
            _ => $"all {saved.Events.Count} events as before, and {saved.Property} holds: "
                + "this is no counter-example",
        };
        if (result.GetValue(_mermaid))
        {
            MermaidText.Write(output, again.Trace);
            terminal.Error.WriteLine(verdict);
            return;
        }

        TraceText.Write(output, again.Trace);
        output.WriteLine();
        output.WriteLine(verdict);
    }
}
