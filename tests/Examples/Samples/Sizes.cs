using System.Text.RegularExpressions;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Samples;

/// <summary>A sample is short: all its C# is under 60 lines, and a test runs it.</summary>
public sealed partial class Sizes
{
    private const int Most = 59;
    private const string Foreign = "ForeignHsrpSpeaker";

    /// <summary>What is no program of C#, and why nothing is counted of it.</summary>
    private static readonly Dictionary<string, string> NoPrograms = new()
    {
        ["captures"] = "recordings and their keys",
        ["clusters"] = "configurations",
        ["live-failover"] = "a lab: a script of bash that makes namespaces, members and a peer; "
            + "tests/Interop/Live/SampleTests.cs runs it",
    };

    private static readonly Dictionary<string, Dictionary<string, int>> Samples =
        Directory.GetDirectories(ToolRun.File("samples")).ToDictionary(
            folder => Path.GetFileName(folder),
            folder => Sources(folder).ToDictionary(
                file => Path.GetFileName(file), file => File.ReadAllLines(file).Length));

    [Fact]
    public void All_sources_of_a_sample_together_are_under_60_lines()
    {
        Assert.Equal(
            NoPrograms.Keys.Order(StringComparer.Ordinal),
            Samples.Where(one => one.Value.Count == 0).Select(one => one.Key)
                .Order(StringComparer.Ordinal));
        var programs = Samples.Where(one => one.Value.Count > 0 && one.Key != Foreign).ToArray();
        Assert.Equal(3, programs.Length);
        Assert.All(programs, one => Assert.InRange(one.Value.Values.Sum(), 10, Most));
    }

    /// <summary>A speaker of 60 lines, tested in ten.</summary>
    [Fact]
    public void The_foreign_speaker_has_60_lines_and_the_kit_tests_it_in_ten()
    {
        var files = Samples[Foreign];
        Assert.Equal(["Program.cs", "Speaker.cs"], files.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(files["Speaker.cs"], 10, 60);
        Assert.InRange(files["Program.cs"], 1, 10);
        Assert.DoesNotContain(
            "HsrpConformance",
            File.ReadAllText(ToolRun.File($"samples/{Foreign}/Speaker.cs")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_program_among_them_is_run_by_a_test_beside_this_one()
    {
        var run = Sources(ToolRun.File("tests/Examples/Samples"))
            .SelectMany(file => Runs.Matches(File.ReadAllText(file)))
            .Select(one => one.Groups["name"].Value).ToHashSet();
        Assert.All(
            Samples.Keys.Where(name => !NoPrograms.ContainsKey(name)),
            name => Assert.Contains(name == "MadeUpHeader" ? "Beacon" : name, run));
        Assert.Contains(
            "\"live-failover\", \"run\"",
            File.ReadAllText(ToolRun.File("tests/Interop/Live/SampleTests.cs")),
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split('/', '\\')
                .Any(part => part is "bin" or "obj"));

    // By its name, or by a type of it.
    [GeneratedRegex(@" = Run\((""(?<name>\w+)""|typeof\((?<name>\w+)\)\.Assembly)\)")]
    private static partial Regex Runs { get; }
}
