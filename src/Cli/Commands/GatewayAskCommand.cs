using System.CommandLine;
using Holdfast.Cli.Gateways;
using Holdfast.Gateway;
using Holdfast.Gateway.Control;
using Holdfast.Gateway.Running;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast gateway status</c>, <c>drain</c> and <c>stay</c>: ask a member that runs.
/// </summary>
internal sealed class GatewayAskCommand : Command
{
    private readonly Argument<string> _file = new("CONFIG")
    {
        Description = "The configuration with which it runs (docs/gateway.md).",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs (docs/gateway.md).",
    };

    private readonly ControlRequest _request;

    private GatewayAskCommand(
        Terminal terminal, string name, string description, ControlRequest request)
        : base(name, description)
    {
        _request = request;
        Arguments.Add(_file);
        Options.Add(_json);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <summary>The commands, on a terminal.</summary>
    public static IEnumerable<Command> All(Terminal terminal) =>
    [
        new GatewayAskCommand(
            terminal, "status", "Says what a member is at this moment.", ControlRequest.Status),
        new GatewayAskCommand(
            terminal, "drain", "Lets a member give its place to one that knows everything.",
            ControlRequest.Drain),
        new GatewayAskCommand(
            terminal, "stay", "Undoes a drain.", ControlRequest.Remain),
    ];

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (await GatewayFiles.ReadShellAsync(result.GetValue(_file)!, terminal, cancellation)
            is not { } gateway)
        {
            return ExitCode.BrokenFile;
        }

        try
        {
            var answer = await ControlClient.AskAsync(gateway.Control, _request, cancellation);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(_json) || MemberStatus.Read(answer) is not { } status)
            {
                await output.WriteLineAsync(answer);
            }
            else
            {
                StatusText.Write(output, status);
            }

            return ExitCode.Good;
        }
        catch (GatewayException failure)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {failure.Message}");
            return ExitCode.BrokenFile;
        }
    }
}
