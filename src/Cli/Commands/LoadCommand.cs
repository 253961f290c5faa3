using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Holdfast.Cli.Loading;
using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Loading;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast load</c>: many peers of a gateway, and what each hears of it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoadCommand
    : Command, ICommandWithExamples, ICommandWithVerdict, ICommandThatDrains
{
    private const int SecretMost = 1 << 16;

    private readonly Argument<string> _gateway = new("GATEWAY")
    {
        Description = "Where the gateway is: ADDRESS, or ADDRESS:PORT where it is not 4500.",
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "Whom all peers ask, behind the gateway: any host that answers ping.",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string> _from = new("--from")
    {
        Description = "What is behind the first peer, its selector; each other one has the next.",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string> _psk = new("--psk")
    {
        Description = "A file with the key that each peer and the gateway have; %d in it stands "
            + "for the number of the peer.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<int> _peers = new("--peers")
    {
        Description = "How many peers there are.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string> _identity = new("--identity")
    {
        Description = "Who a peer is; %d stands for its number, from 1.",
        HelpName = "ID",
        DefaultValueFactory = _ => "email:peer-%d@load",
    };

    private readonly Option<string?> _gatewayIdentity = new("--gateway-identity")
    {
        Description = "Who the gateway has to be, such as fqdn:mars.example; whoever it is.",
        HelpName = "ID",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Questions in a second, of all peers in turn.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<double> _time = new("--time")
    {
        Description = "For how many seconds questions are asked.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int> _payload = new("--payload")
    {
        Description = "Octets behind the header of a question.",
        HelpName = "OCTETS",
        DefaultValueFactory = _ => 56,
    };

    private readonly Option<int> _inFlight = new("--in-flight")
    {
        Description = "Handshakes at a time; a gateway of Holdfast takes 64 from one address.",
        HelpName = "N",
        DefaultValueFactory = _ => 32,
    };

    private readonly Option<double> _standWithin = new("--stand-within")
    {
        Description = "Within how many seconds all tunnels are to stand.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<string?> _local = new("--local")
    {
        Description = "From which address of this machine; from that which is routed there.",
        HelpName = "ADDRESS",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "From which port of UDP; 0: any.",
        HelpName = "PORT",
        DefaultValueFactory = _ => 4_500,
    };

    private readonly Option<ulong?> _lostMost = new("--lost-most")
    {
        Description = "Exit with 1 where more questions than that have no answer.",
        HelpName = "N",
    };

    private readonly Option<double?> _silenceMost = new("--silence-most")
    {
        Description = "Exit with 1 where nobody had an answer for longer.",
        HelpName = "SECONDS",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs (docs/load.md).",
    };

    private LoadCommand(Terminal terminal)
        : base("load", "Is many peers of a gateway at once: builds their tunnels, asks through "
            + "them at a rate, and tells what was lost, came twice, and for how long nobody "
            + "answered.")
    {
        Arguments.Add(_gateway);
        Option[] all =
        [
            _to, _from, _psk, _peers, _identity, _gatewayIdentity, _rate, _time, _payload,
            _inFlight, _standWithin, _local, _port, _lostMost, _silenceMost, _json,
        ];
        foreach (var option in all)
        {
            Options.Add(option);
        }

        SetAction((result, _) => RunAsync(result, terminal));
    }

    /// <inheritdoc/>
    public string Examples => """
        It needs no privilege and no device: one UDP socket. The gateway may be anybody's that
        speaks IKEv2 with shared keys; it has to know all peers, each with one address behind it.
        What it asks is answered: liveness, rekeys, Deletes, RFC 6311. In the end, or on Ctrl+C,
        all IKE SAs are deleted.

        Exit codes: 0 all tunnels stood, their last questions were answered, nothing came twice ·
                    1 that is not so, or more than --lost-most, --silence-most · 2 it could not
                    begin

        Examples:
          holdfast load 192.0.2.5 --psk load.psk --from 10.2.0.1 --to 10.1.0.100
                                               a hundred peers, a hundred questions a second
          holdfast load 192.0.2.5 --psk load.psk --from 10.2.0.1 --to 10.1.0.100 \
            --peers 1000 --rate 10000 --time 60 --lost-most 5000 --silence-most 0.5
                                               kill the active member meanwhile
          holdfast load 192.0.2.5 ... --json | jq .silence
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new LoadCommand(terminal);

    private async Task<int> RunAsync(ParseResult result, Terminal terminal)
    {
        if (Read(result, out var wrong) is not { } settings)
        {
            await terminal.Error.WriteLineAsync($"holdfast load: {wrong}");
            return ExitCode.BrokenFile;
        }

        using var end = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        var progress = new LoadLines(terminal, settings.Peers);
        LoadReport report;
        try
        {
            report = await Task.Factory.StartNew(
                () => LoadGenerator.Run(settings, progress.Tell, end.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (GatewayException failure)
        {
            await terminal.Error.WriteLineAsync($"holdfast load: {failure.Message}");
            return ExitCode.BrokenFile;
        }

        List<string> violations = [.. LoadVerdict.Of(
            report, result.GetValue(_lostMost),
            result.GetValue(_silenceMost) is { } most ? TimeSpan.FromSeconds(most) : null)];
        if (result.GetValue(_json))
        {
            LoadJson.Write(result.InvocationConfiguration.Output, report, violations);
        }
        else
        {
            LoadText.Write(result.InvocationConfiguration.Output, report, violations);
        }

        return violations.Count > 0 ? ExitCode.Violation : ExitCode.Good;

        void End(PosixSignalContext signal)
        {
            // The second one does what signals do.
            signal.Cancel = !end.IsCancellationRequested;
            end.Cancel();
        }
    }

    private LoadSettings? Read(ParseResult result, out string? wrong)
    {
        wrong = null;
        var place = result.GetValue(_gateway)!;
        if (!IPEndPoint.TryParse(place, out var gateway)
            || !HostAddress.TryParse(gateway.Address.ToString(), out var there))
        {
            wrong = $"'{place}' is no address, as in 192.0.2.5 or 192.0.2.5:4500";
            return null;
        }

        var settings = new LoadSettings
        {
            Gateway = there,
            GatewayPort = (ushort)(gateway.Port == 0 ? 4_500 : gateway.Port),
            To = Address(result.GetValue(_to), "--to", ref wrong),
            From = Address(result.GetValue(_from), "--from", ref wrong),
            Local = result.GetValue(_local) is { } local
                ? Address(local, "--local", ref wrong)
                : null,
            LocalPort = (ushort)Number(result.GetValue(_port), 0, 65_535, "--port", ref wrong),
            Secret = Secret(result.GetValue(_psk)!, ref wrong),
            Peers = result.GetValue(_peers),
            Identity = result.GetValue(_identity)!,
            GatewayIdentity = Identity(result.GetValue(_gatewayIdentity), ref wrong),
            Rate = result.GetValue(_rate),
            Time = Seconds(result.GetValue(_time), "--time", ref wrong),
            Payload = result.GetValue(_payload),
            InFlight = result.GetValue(_inFlight),
            StandWithin = Seconds(result.GetValue(_standWithin), "--stand-within", ref wrong),
        };
        wrong ??= settings.Check();
        return wrong is null ? settings : null;
    }

    private static HostAddress Address(string? text, string option, ref string? wrong)
    {
        if (!HostAddress.TryParse(text, out var address))
        {
            wrong ??= $"{option}: '{text}' is no address";
        }

        return address;
    }

    private static int Number(int value, int least, int most, string option, ref string? wrong)
    {
        if (value < least || value > most)
        {
            wrong ??= $"{option}: {least} to {most}";
        }

        return value;
    }

    private static TimeSpan Seconds(double value, string option, ref string? wrong)
    {
        if (value is > 0 and <= 2_592_000)
        {
            return TimeSpan.FromSeconds(value);
        }

        wrong ??= string.Create(
            CultureInfo.InvariantCulture,
            $"{option}: {value} is no number of seconds up to 30 days");
        return TimeSpan.Zero;
    }

    private static Octets? Identity(string? text, ref string? wrong)
    {
        if (text is null)
        {
            return null;
        }

        var identity = IdentityText.Read(text);
        if (identity is null)
        {
            wrong ??= $"--gateway-identity: '{text}' is none, as in fqdn:mars.example";
        }

        return identity;
    }

    private static string Secret(string file, ref string? wrong)
    {
        try
        {
            if (new FileInfo(file).Length <= SecretMost)
            {
                // The end of a line does not count.
                return File.ReadAllText(file).TrimEnd('\r', '\n');
            }

            wrong ??= $"--psk: {file}: longer than {SecretMost} octets";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            wrong ??= $"--psk: {failure.Message}";
        }

        return "";
    }
}
