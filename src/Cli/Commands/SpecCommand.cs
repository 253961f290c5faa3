using System.CommandLine;
using Holdfast.Cli.Spec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast spec</c>: the specs that the parsers are made from.</summary>
internal sealed class SpecCommand : Command, ICommandWithExamples
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "A wire type, in any case; without it, all are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _markdown = new("--markdown", "-m")
    {
        Description = "Write Markdown; without NAME, a page of all types.",
    };

    private readonly Option<bool> _lua = new("--lua")
    {
        Description = "Write a Wireshark dissector of all protocols in Lua.",
    };

    private SpecCommand()
        : base("spec", "Prints a header's RFC diagram and a table of its fields.")
    {
        Arguments.Add(_name);
        Options.Add(_markdown);
        Options.Add(_lua);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast spec                        list all headers
          holdfast spec IkeHeader              the diagram and fields of one
          holdfast spec --markdown > specs.md  a reference of all
          holdfast spec --lua > holdfast.lua   then: tshark -X lua_script:holdfast.lua -r FILE -V
        """;

    /// <summary>The command.</summary>
    public static Command Build() => new SpecCommand();

    private static List<WireSchema> Types =>
        WireCatalogue.Entries.Select(entry => entry.Schema).ToList();

    private int Run(ParseResult result)
    {
        var output = result.InvocationConfiguration.Output;
        var name = result.GetValue(_name);
        if (result.GetValue(_lua))
        {
            if (name is not null)
            {
                result.InvocationConfiguration.Error.WriteLine(
                    "holdfast spec: --lua writes all protocols; leave NAME out");
                return ExitCode.WrongUsage;
            }

            LuaDissector.Write(Types, output);
            return ExitCode.Good;
        }

        var types = name is null ? Types : Named(name);
        if (types.Count == 0)
        {
            result.InvocationConfiguration.Error.WriteLine(Unknown(name!));
            return ExitCode.WrongUsage;
        }

        if (name is null && !result.GetValue(_markdown))
        {
            List(types, output);
            return ExitCode.Good;
        }

        foreach (var type in types)
        {
            if (result.GetValue(_markdown))
            {
                SpecText.WriteMarkdown(type, output);
            }
            else
            {
                SpecText.WriteText(type, output);
            }
        }

        return ExitCode.Good;
    }

    private static List<WireSchema> Named(string name) => Types
        .Where(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            || $"{type.Namespace}.{type.Name}".EndsWith(
                "." + name, StringComparison.OrdinalIgnoreCase))
        .ToList();

    private static string Unknown(string name)
    {
        var near = Types
            .Where(type => type.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .Select(type => type.Name).Distinct().ToList();
        return near.Count == 0
            ? $"holdfast spec: no header is called '{name}'; 'holdfast spec' lists all"
            : $"holdfast spec: no header is called '{name}'; "
                + $"did you mean {string.Join(", ", near)}?";
    }

    private static void List(List<WireSchema> types, TextWriter output)
    {
        foreach (var room in types.GroupBy(type => type.Namespace))
        {
            output.WriteLine(room.Key);
            foreach (var type in room)
            {
                var source = type.Rfc == 0 ? type.Section : $"RFC {type.Rfc} §{type.Section}";
                output.WriteLine($"  {type.Name,-32} {source}");
            }
        }
    }
}
