using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Holdfast.Gateway;
using Holdfast.Gateway.Leasing;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast gateway guard</c>: what a running member starts beside itself.</summary>
[SupportedOSPlatform("linux")]
internal sealed class GatewayGuardCommand : Command
{
    private readonly Option<int> _lease = new("--lease")
    {
        Description = "Milliseconds for which an octet of standard input is good.",
        HelpName = "MS",
        Required = true,
    };

    private readonly Option<string[]> _links = new("--link")
    {
        Description = "A link that is taken down.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _addresses = new("--address")
    {
        Description = "An address that is taken from a link.",
        HelpName = "ADDRESS@LINK",
    };

    private GatewayGuardCommand(Terminal terminal)
        : base("guard", "Takes virtual addresses away once standard input ends or is silent.")
    {
        Hidden = true;
        Options.Add(_lease);
        Options.Add(_links);
        Options.Add(_addresses);
        SetAction(result => Run(result, terminal));
    }

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new GatewayGuardCommand(terminal);

    /// <summary>How this very tool is started as a guard.</summary>
    public static IReadOnlyList<string> CommandLine()
    {
        var itself = Environment.ProcessPath!;
        var assembly = Environment.GetCommandLineArgs()[0];
        return Path.GetFileNameWithoutExtension(itself) == "dotnet"
            ? [itself, assembly, "gateway", "guard"]
            : [itself, "gateway", "guard"];
    }

    private int Run(ParseResult result, Terminal terminal)
    {
        // It ends when the member does, and not with the signals that end the member.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Ignore);
        try
        {
            AddressGuard.Run(
                TimeSpan.FromMilliseconds(result.GetValue(_lease)),
                result.GetValue(_links) ?? [], result.GetValue(_addresses) ?? []);
            return ExitCode.Good;
        }
        catch (GatewayException failure)
        {
            terminal.Error.WriteLine($"holdfast: {failure.Message}");
            return ExitCode.WrongUsage;
        }
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;
}
