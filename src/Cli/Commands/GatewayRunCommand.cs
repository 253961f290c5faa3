using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Holdfast.Cli.Gateways;
using Holdfast.Gateway;
using Holdfast.Gateway.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast gateway run</c>: one member, until somebody ends it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class GatewayRunCommand : Command, ICommandWithExamples, ICommandThatDrains
{
    private readonly Argument<string> _file = new("CONFIG")
    {
        Description = "The configuration of the shell as JSON (docs/gateway.md), which names that "
            + "of the member.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the journal as JSON, one object a line, for programs.",
    };

    private GatewayRunCommand(Terminal terminal)
        : base("run", "Runs a member until SIGTERM or Ctrl+C, on which it drains; a second one "
            + "ends it at once.")
    {
        Arguments.Add(_file);
        Options.Add(_json);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast gateway run alice.gateway.json
          holdfast gateway run --json alice.gateway.json 2> journal.ndjson
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new GatewayRunCommand(terminal);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (await GatewayFiles.ReadAsync(result.GetValue(_file)!, terminal, cancellation)
            is not var (gateway, member))
        {
            return ExitCode.BrokenFile;
        }

        using var journals = JournalTo(result.GetValue(_json));
        using var leave = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
        try
        {
            using var metrics = MetricsEndpoint.Open(gateway);
            await MemberShell.RunAsync(
                gateway, member, GatewayGuardCommand.CommandLine(),
                journals.CreateLogger("holdfast"), leave.Token);
            return ExitCode.Good;
        }
        catch (GatewayException failure)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {failure.Message}");
            return ExitCode.BrokenFile;
        }

        void Leave(PosixSignalContext signal)
        {
            // The second one does what signals do.
            signal.Cancel = !leave.IsCancellationRequested;
            leave.Cancel();
        }
    }

    private static ILoggerFactory JournalTo(bool isJson) => LoggerFactory.Create(building =>
    {
        building.AddConsole(console =>
        {
            // Whoever reads the journal slowly does not stop the member.
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        if (isJson)
        {
            building.AddJsonConsole(line => line.TimestampFormat = "O");
        }
        else
        {
            building.AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.TimestampFormat = "HH:mm:ss.fff ";
                line.ColorBehavior = LoggerColorBehavior.Default;
            });
        }
    });
}
