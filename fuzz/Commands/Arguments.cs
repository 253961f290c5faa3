using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Holdfast.Fuzz.Commands;

/// <summary>What several commands are told.</summary>
internal static class Arguments
{
    /// <summary>The folder of all campaigns where nobody names another one.</summary>
    private static string DefaultState => Path.Combine(Root, "artifacts", "fuzz");

    /// <summary>The folder of Protocol.sln; where there is none above, the current one.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(Directory.GetCurrentDirectory());
            while (folder is not null
                && !File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? Directory.GetCurrentDirectory();
        }
    }

    /// <summary>A target by name.</summary>
    public static Argument<IFuzzTarget> Target() => new("TARGET")
    {
        Description = "What to run: a name that 'list' shows.",
        CustomParser = result =>
        {
            var name = result.Tokens[0].Value;
            if (Targets.Named(name) is { } target)
            {
                return target;
            }

            result.AddError($"no target is called '{name}'; there are "
                + string.Join(", ", Targets.All.Select(one => one.Name)));
            return null!;
        },
    };

    /// <summary>Where campaigns keep what they know.</summary>
    public static Option<string> State() => new("--corpus")
    {
        Description = "The folder in which corpus, findings and sums are kept, each target in one "
            + "of its own; a campaign goes on from what is there. Default: artifacts/fuzz.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultState,
    };

    /// <summary>For how long.</summary>
    public static Option<TimeSpan> Time() => new("--for")
    {
        Description = "For how long: 60s, 10m, 2h.",
        HelpName = "TIME",
        DefaultValueFactory = _ => TimeSpan.FromSeconds(60),
        CustomParser = ParseTime,
    };

    /// <summary>How many executions.</summary>
    public static Option<long?> Executions() => new("--executions")
    {
        Description = "End after so many executions, if that is earlier.",
        HelpName = "N",
    };

    /// <summary>Whether the first finding is the end.</summary>
    public static Option<bool> UntilFinding() => new("--until-finding")
    {
        Description = "End at the first finding.",
    };

    /// <summary>Inputs of the repository for a target: its corpus and its regressions.</summary>
    public static IEnumerable<byte[]> InTree(IFuzzTarget target) =>
        Campaigns.Folder.Inputs(Path.Combine(Root, "fuzz", "corpus", target.Name))
            .Concat(Campaigns.Folder.Inputs(
                Path.Combine(Root, "fuzz", "regressions", target.Name)))
            .Concat(target.Seeds);

    private static TimeSpan ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(
            text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and < 1e7)
        {
            return TimeSpan.FromSeconds(number * unit);
        }

        result.AddError($"'{text}' is no time: write 60s, 10m or 2h");
        return default;
    }
}
