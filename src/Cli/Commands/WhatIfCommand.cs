using System.CommandLine;
using Holdfast.Cli.Cluster;
using Holdfast.Cli.Gateways;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Cli.Commands;

/// <summary>
/// <c>holdfast whatif</c> and <c>holdfast gateway whatif</c>: what a configuration of a cluster
/// promises.
/// </summary>
internal sealed class WhatIfCommand : Command, ICommandWithExamples
{
    private readonly Argument<string> _file;
    private readonly bool _isOfShell;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs.",
    };

    private WhatIfCommand(Terminal terminal, bool isOfShell)
        : base("whatif", "Tells who would take over if something died, when, and what is lost.")
    {
        _isOfShell = isOfShell;
        _file = new("CONFIG")
        {
            Description = isOfShell
                ? "The configuration of the shell as JSON (docs/gateway.md); that of the member "
                    + "that it names is told."
                : "The configuration of a member as JSON (docs/cluster-member-json.md); "
                    + "- is standard input.",
        };
        Arguments.Add(_file);
        Options.Add(_json);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => _isOfShell
        ? """
        Examples:
          holdfast gateway whatif alice.gateway.json
          holdfast gateway whatif --json alice.gateway.json | jq .failures  for programs
        """
        : """
        Examples:
          holdfast whatif samples/clusters/alice.json       times that fit
          holdfast whatif samples/clusters/tight.json       times that do not, and what to change
          holdfast whatif --json alice.json | jq .failures  for programs
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) =>
        new WhatIfCommand(terminal, isOfShell: false);

    /// <summary>The command of a gateway, on a terminal.</summary>
    public static Command OfShell(Terminal terminal) =>
        new WhatIfCommand(terminal, isOfShell: true);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        var file = result.GetValue(_file)!;
        if (_isOfShell)
        {
            if (await GatewayFiles.ReadShellAsync(file, terminal, cancellation) is not { } shell)
            {
                return ExitCode.BrokenFile;
            }

            file = shell.Member;
        }

        if (await InputFile.ReadAsync(file, ClusterMemberJson.LengthMax, terminal, cancellation)
            is not { } text)
        {
            return ExitCode.BrokenFile;
        }

        if (!ClusterMemberJson.TryRead(text, out var config, out var error))
        {
            await terminal.Error.WriteLineAsync($"holdfast: {file}{error}");
            return ExitCode.BrokenFile;
        }

        var output = result.InvocationConfiguration.Output;
        if (result.GetValue(_json))
        {
            WhatIfJson.Write(output, Forecast.Of(config), text);
            return ExitCode.Good;
        }

        foreach (var warning in config.Warnings)
        {
            var place = ClusterMemberJson.PlaceOf(text, warning.Error.Name);
            await terminal.Error.WriteLineAsync($"holdfast: {file}{place}: {warning}");
        }

        WhatIfText.Write(output, Forecast.Of(config));
        return ExitCode.Good;
    }
}
