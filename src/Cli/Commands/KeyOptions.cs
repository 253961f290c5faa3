using System.CommandLine;
using System.CommandLine.Parsing;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Keys;
using Holdfast.Cli.Keys.Wireshark;

namespace Holdfast.Cli.Commands;

/// <summary>The options by which a command is given keys.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string[]> _keys = new("--keys")
    {
        Description = "Open what is encrypted: a JSON file of SAs (docs/keys-json.md).",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _profile = new("--profile")
    {
        Description = "The same with the tables of a Wireshark profile's folder.",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _psk = new("--psk")
    {
        Description = "Derive keys and check AUTH: a JSON file of pre-shared keys and DH secrets.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_profile);
        command.Add(_psk);
    }

    /// <summary>Whether any of them stands on the command line.</summary>
    public bool Has(CommandResult result) =>
        result.GetValue(_keys) is { Length: > 0 }
        || result.GetValue(_profile) is { Length: > 0 }
        || result.GetValue(_psk) is { Length: > 0 };

    /// <summary>Reads all that was given; false: something is wrong, and was told.</summary>
    public bool TryLoad(ParseResult result, TextWriter complaints, KeyRing ring)
    {
        // Both options read the same form: what a file says is in it.
        foreach (var file in (result.GetValue(_keys) ?? []).Concat(result.GetValue(_psk) ?? []))
        {
            if (!KeyFile.TryLoad(file, out var keys, out var error))
            {
                complaints.WriteLine($"holdfast: {error}");
                return false;
            }

            ring.Add(keys);
        }

        foreach (var folder in result.GetValue(_profile) ?? [])
        {
            if (!WiresharkProfile.TryLoad(folder, out var keys, out var error))
            {
                complaints.WriteLine($"holdfast: {error}");
                return false;
            }

            ring.Add(keys);
        }

        return true;
    }
}
