using System.CommandLine;
using System.Runtime.Versioning;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast gateway</c>: a member on this machine.</summary>
[SupportedOSPlatform("linux")]
internal sealed class GatewayCommand : Command, ICommandWithExamples
{
    private GatewayCommand(Terminal terminal)
        : base("gateway", "Runs a member of a cluster on this machine, and asks one that runs.")
    {
        Subcommands.Add(GatewayRunCommand.Build(terminal));
        foreach (var asking in GatewayAskCommand.All(terminal))
        {
            Subcommands.Add(asking);
        }

        Subcommands.Add(GatewayTimelineCommand.Build(terminal));
        Subcommands.Add(WhatIfCommand.OfShell(terminal));
        Subcommands.Add(GatewayGuardCommand.Build(terminal));
    }

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast gateway run alice.gateway.json      needs CAP_NET_ADMIN and CAP_NET_RAW
          holdfast gateway status alice.gateway.json   who is active, and what the others know
          holdfast gateway drain alice.gateway.json    gives the place up without a loss
          holdfast gateway whatif alice.gateway.json   what would be lost, and for how long
          holdfast gateway timeline alice.ndjson moon.ndjson   what really happened
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new GatewayCommand(terminal);
}
