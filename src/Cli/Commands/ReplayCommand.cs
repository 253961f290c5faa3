using System.CommandLine;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast replay</c>: a saved counter-example, once more.</summary>
internal sealed class ReplayCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private readonly Argument<string> _file = new("TRACE")
    {
        Description = "A counter-example that prove saved (docs/trace-json.md); "
            + "- is standard input.",
    };

    private readonly Option<bool> _mermaid = new("--mermaid")
    {
        Description = "Write a sequence diagram in Mermaid's language.",
    };

    private ReplayCommand(Terminal terminal)
        : base(
            "replay",
            "Lets a counter-example happen once more, event by event, and tells whether it did.")
    {
        Arguments.Add(_file);
        Options.Add(_mermaid);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        Exit codes: 0 it happens again · 1 it does not · 2 the file is no counter-example

        Examples:
          holdfast prove hsrp-literal                          finds one, and saves it
          holdfast replay hsrp-literal-I10.trace.json          lets it happen again
          holdfast replay --mermaid hsrp-literal-I10.trace.json > sequence.mmd
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

        var again = scenario.Build(scenario.With(saved.Faults)).Reenact(saved);
        Show(result, terminal, saved, again);
        return again.IsBroken ? ExitCode.Good : ExitCode.Violation;
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
