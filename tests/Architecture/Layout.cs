namespace Holdfast.Tests.Architecture;

/// <summary>Folders and files: what there is at the top, what may not be anywhere, how big.</summary>
public sealed class Layout
{
    private static readonly string[] Top =
    [
        ".ci", ".config", ".editorconfig", ".gitattributes", ".gitignore",
        "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "README.md",
        "Directory.Build.props", "Directory.Packages.props", "Directory.Solution.targets",
        "Protocol.sln", "global.json",
        "benchmarks", "build", "deploy", "docs", "fuzz", "samples", "src", "tests",
    ];

    private static readonly string[] Required =
    [
        "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "README.md", ".editorconfig", ".ci/run",
        "Directory.Build.props", "Directory.Packages.props", "Directory.Solution.targets",
        "Protocol.sln", "global.json",
        "docs/style.md", "docs/adr", "docs/rules", "docs/specs",
        "src/Codec", "src/Codec.Generator", "src/Protocol", "src/StateMachines", "src/Simulation",
        "src/Testing", "src/Gateway", "src/Cli",
        "benchmarks", "fuzz",
        "tests/Architecture", "tests/Examples", "tests/Generator", "tests/Interop",
        "tests/Properties",
    ];

    private static readonly string[] Rooms =
    [
        "Codec", "Codec.Generator", "Protocol", "StateMachines", "Simulation", "Testing",
        "Gateway", "Cli",
    ];

    /// <summary>The suites, the recorded traffic that they share, and what changes src to try them.</summary>
    private static readonly string[] Suites =
        ["Architecture", "Examples", "Generator", "Interop", "Properties", "captures", "mutation"];

    /// <summary>Names that say nothing about what is inside.</summary>
    private static readonly string[] Forbidden =
        ["Common", "Utils", "Helpers", "Abstractions", "Extensions"];

    private const int LinesMax = 400;
    private const int ColumnsMax = 100;

    /// <summary>Files over a limit, each with the reason why it is not split.</summary>
    private static readonly Dictionary<string, string> Oversized = [];

    [Fact]
    public void Every_entry_at_the_top_is_known()
    {
        Rule.Holds(Repository.Entries("").Except(Top).Select(name => $"{name} is not in the plan"));
    }

    [Fact]
    public void Everything_that_the_plan_requires_is_there()
    {
        Rule.Holds(Required.Where(path => !Repository.Exists(path)).Select(path => $"no {path}"));
    }

    [Fact]
    public void Rooms_and_suites_are_those_of_the_plan()
    {
        Rule.Holds(Repository.Entries("src/").Except(Rooms).Select(name => $"src/{name}?"));
        Rule.Holds(Repository.Entries("tests/")
            .Where(name => !name.Contains('.', StringComparison.Ordinal))
            .Except(Suites)
            .Select(name => $"tests/{name}?"));
    }

    [Fact]
    public void No_folder_has_a_name_that_says_nothing()
    {
        Rule.Holds(Repository.Folders.SelectMany(SaysNothing));
        Rule.Bites(SaysNothing("src/Protocol/Utils"), "Utils");
        Rule.Bites(SaysNothing("tests/helpers"), "helpers");
    }

    [Fact]
    public void Source_files_are_short_and_narrow()
    {
        Rule.Holds(Repository.Under("src/", ".cs")
            .Where(file => !Oversized.ContainsKey(file))
            .SelectMany(file => TooBig(file, Repository.Read(file))));

        Rule.Bites(TooBig("A.cs", new string('\n', 400) + "x"), "401 lines");
        Rule.Bites(TooBig("A.cs", "\n" + new string('x', 101) + "\n"), "A.cs(2)", "101 columns");
    }

    [Fact]
    public void An_exemption_is_dropped_once_it_is_not_needed()
    {
        Rule.Holds(Oversized.Keys
            .Where(file => !Repository.Exists(file) || !TooBig(file, Repository.Read(file)).Any())
            .Select(file => $"{file} needs no exemption"));
    }

    private static IEnumerable<string> SaysNothing(string folder) => Forbidden
        .Where(name => string.Equals(
            folder.Split('/')[^1], name, StringComparison.OrdinalIgnoreCase))
        .Select(_ => $"{folder}: call it by what is inside");

    private static IEnumerable<string> TooBig(string file, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        if (lines.Length > LinesMax)
        {
            yield return $"{file}: {lines.Length} lines, {LinesMax} are the most";
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > ColumnsMax)
            {
                yield return $"{file}({i + 1}): {lines[i].Length} columns, {ColumnsMax} are the most";
            }
        }
    }
}
