using System.CommandLine;
using System.CommandLine.Parsing;
using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Json;
using Holdfast.Cli.Keys.Wireshark;
using Holdfast.Cli.Output;
using Holdfast.Cli.Text;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast decode</c>: what the packets of captures say.</summary>
internal sealed class DecodeCommand : Command, ICommandWithExamples
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "pcap or pcapng files; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON object for each packet and line (docs/decode-json.md).",
    };

    private readonly Option<bool> _tree = new("--verbose", "-v")
    {
        Description = "Every field of every layer, with its offset.",
    };

    private readonly Option<bool> _figure = new("--octets", "-x")
    {
        Description = "The octets of the innermost header beside its RFC figure.",
    };

    private readonly Option<string?> _written = new("--write-profile")
    {
        Description = "Write all keys, derived ones too, as tables for Wireshark into a folder.",
        HelpName = "DIR",
    };

    private readonly KeyOptions _keys = new();

    private DecodeCommand(Terminal terminal)
        : base(
            "decode", "Reads captures: IKE, ESP, AH, HSRP, BFD, GRE, NHRP and what carries them.")
    {
        _files.Validators.Add(RefuseUnknownOptions);
        Add(_files);
        Add(_json);
        Add(_tree);
        Add(_figure);
        _keys.AddTo(this);
        Add(_written);
        Validators.Add(RefuseTwoForms);
        Validators.Add(RefuseProfileOfNothing);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast decode samples/captures/tour.pcap        one line for each packet
          holdfast decode -v tour.pcap                      every field, with its offset
          tcpdump -w - udp port 500 | holdfast decode -     as packets come
          holdfast decode --json tour.pcap | jq .layers     for programs
          holdfast decode --keys keys.json esp.pcap         what is inside, with keys
                                                            (docs/keys-json.md)
          holdfast decode --profile ~/.config/wireshark esp.pcap
                                                            with the keys Wireshark has
          holdfast decode --psk secrets.json ike.pcap       with keys derived from IKE, and
                                                            whether AUTH payloads fit
          holdfast decode --psk secrets.json --write-profile DIR ike.pcap
                                                            and hand those to Wireshark
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new DecodeCommand(terminal);

    // A word with a dash is no file: somebody meant an option that is not there.
    private static void RefuseUnknownOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value is ['-', _, ..])
            {
                result.AddError($"Unrecognized option '{token.Value}'.");
            }
        }
    }

    private void RefuseTwoForms(CommandResult result)
    {
        if (result.GetValue(_json) && (result.GetValue(_tree) || result.GetValue(_figure)))
        {
            result.AddError("--json is for programs: leave out -v and -x.");
        }
    }

    private void RefuseProfileOfNothing(CommandResult result)
    {
        if (result.GetValue(_written) is not null && !_keys.Has(result))
        {
            result.AddError(
                "--write-profile writes keys: give some by --keys, --profile or --psk.");
        }
    }

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        using var ring = new KeyRing();
        if (!_keys.TryLoad(result, terminal.Error, ring))
        {
            return ExitCode.BrokenFile;
        }

        var written = result.GetValue(_written) is { } folder ? new ProfileWriter(folder) : null;
        if (written?.Obstacle is { } obstacle)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {obstacle}");
            return ExitCode.BrokenFile;
        }

        var buffer = new OctetBuffer();
        using var json = new JsonOutput(buffer);
        IPacketOutput output = result.GetValue(_json) ? json
            : result.GetValue(_tree) ? new TreeOutput(buffer)
            : new LineOutput(buffer);
        output = result.GetValue(_figure) ? new FigureOutput(buffer, output) : output;
        if (result.GetValue(_tree) && !ring.IsEmpty)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {ring.Providers}");
        }

        var code = ExitCode.Good;
        foreach (var file in result.GetValue(_files) ?? [])
        {
            // What an SA has seen in one capture says nothing about another.
            using var keys = ring.IsEmpty ? null : new SaTable(ring);
            var reading = new CaptureDecoding(terminal, output, buffer, keys);
            code = Math.Max(code, await reading.RunAsync(file, cancellation));
            if (keys is not null && written is not null)
            {
                code = Math.Max(code, WriteProfile(written, keys, terminal.Error));
            }
        }

        return code;
    }

    private static int WriteProfile(ProfileWriter written, SaTable keys, TextWriter complaints)
    {
        try
        {
            // Of keys that change in IKE_INTERMEDIATE the last ones open most.
            written.Write(keys.Derived.Reverse().Concat(keys.Ring.Sas));
            foreach (var (initiator, key) in keys.Isakmp.CipherKeys)
            {
                written.Write(initiator, key);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            complaints.WriteLine($"holdfast: --write-profile: {error.Message}");
            return ExitCode.BrokenFile;
        }

        if (written.Missing.Count > 0)
        {
            complaints.WriteLine(
                "holdfast: Wireshark's tables have no words for "
                + string.Join(", ", written.Missing));
        }

        return ExitCode.Good;
    }
}
