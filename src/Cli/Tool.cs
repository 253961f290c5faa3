using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli;

/// <summary>
/// The command line of <c>holdfast</c>: one file in <c>Commands</c> for each command.
/// </summary>
internal static class Tool
{
    /// <summary>Runs the tool and returns its exit code.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal,
        CancellationToken cancellation = default)
    {
        var root = new RootCommand(
            "Reads IPsec traffic (IKE, ESP, AH, HSRP, BFD and what carries them), tells what a "
            + "cluster would do, and proves it against every order of failures.")
        {
            DecodeCommand.Build(terminal),
            SpecCommand.Build(),
            ProvidersCommand.Build(),
            WhatIfCommand.Build(terminal),
            ProveCommand.Build(terminal),
            ReplayCommand.Build(terminal),
            SimulateCommand.Build(terminal),
            CampaignCommand.Build(terminal),
        };
        if (OperatingSystem.IsLinux())
        {
            root.Add(GatewayCommand.Build(terminal));
            root.Add(LoadCommand.Build(terminal));
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new Teaching((SynchronousCommandLineAction)help.Action!);
        }

        // Not disposed: that would try once more to write what nobody reads.
        var output = new StreamWriter(terminal.Output, new UTF8Encoding(false), leaveOpen: true);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var parsed = root.Parse(arguments);
            if (parsed.CommandResult.Command is ICommandThatDrains)
            {
                configuration.ProcessTerminationTimeout = null;
            }

            var code = await parsed.InvokeAsync(configuration, cancellation);
            await output.FlushAsync(cancellation);
            return parsed.Errors.Count > 0 && parsed.Action is not Teaching
                && parsed.CommandResult.Command is ICommandWithVerdict
                ? ExitCode.BrokenFile
                : code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException)
        {
            // Whoever reads has seen enough. What fails while a file is read, the commands tell.
            return ExitCode.Good;
        }
    }

    private const string Examples = """
        Examples:
          holdfast prove                               every order of events and faults
          holdfast decode samples/captures/tour.pcap   one line for each packet
          holdfast spec IkeHeader                      a header as its RFC draws it
          holdfast whatif samples/clusters/alice.json  what happens if a gateway dies
          holdfast decode --help                       more of one command
        """;

    // Help ends with examples, where the command has some.
    private sealed class Teaching(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult result)
        {
            var code = help.Invoke(result);
            var examples = result.CommandResult.Command switch
            {
                ICommandWithExamples command => command.Examples,
                RootCommand => Examples,
                _ => null,
            };
            if (examples is not null)
            {
                result.InvocationConfiguration.Output.WriteLine(examples);
            }

            return code;
        }
    }
}
