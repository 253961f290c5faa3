using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;
using Holdfast.Tests.Interop.Packages;

namespace Holdfast.Tests.Interop.Fuzzing;

/// <summary>
/// <c>fuzz/planted</c>: a build of its own with a bug behind each target, which the search has to
/// find. Here are those that take about a second for a draw; docs/fuzzing.md has what all came to.
/// </summary>
public sealed partial class PlantedBugs(PlantedBuild build) : IClassFixture<PlantedBuild>
{
    private const int ExecutionsMax = 10_000;
    private const int Draws = 5;

    [Fact]
    public void Are_found_within_ten_thousand_executions()
    {
        var lines = Line.Matches(build.Said);
        Assert.Equal(
            PlantedBuild.Fast.Order(StringComparer.Ordinal),
            lines.Select(line => line.Groups["target"].Value).Order(StringComparer.Ordinal));
        Assert.All(lines, line =>
        {
            Assert.Equal(Draws, line.Groups["draw"].Captures.Count);
            Assert.InRange(int.Parse(line.Groups["median"].Value, null), 1, ExecutionsMax);
        });
    }

    /// <summary>Who refuses all has no bug to be found.</summary>
    [Theory]
    [InlineData("config-json", "{ \"cluster\": 7 }")]
    [InlineData("scenario-json", "{ \"world\": [")]
    [InlineData("gateway-json", "{ \"member\": null }")]
    [InlineData("status-json", "active")]
    public void See_nothing_of_a_text_that_is_refused(string target, string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("refused"), text);
        Assert.Equal(0, NumbersOf(target, folder.File("refused")));
        Assert.Contains(
            Directory.GetFiles(Path.Combine(Repository.Root, "fuzz", "corpus", target)),
            file => NumbersOf(target, file) > 0);
    }

    private static int NumbersOf(string target, string file)
    {
        var said = Consumer.Start(
            "dotnet", Repository.Root, 0, PlantedBuild.Program, "reproduce", file,
            "--target", target);
        var numbers = Numbers.Match(said);
        Assert.True(numbers.Success, said);
        return int.Parse(numbers.Groups["numbers"].Value, null);
    }

    [GeneratedRegex(
        @"^(?<target>[\w-]+) +(?<draw>\d+ )+ median (?<median>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }

    [GeneratedRegex(@": every claim holds, (?<numbers>\d+) numbers reached\n$")]
    private static partial Regex Numbers { get; }
}

/// <summary>The fuzzers with bugs planted, built and searched once.</summary>
public sealed class PlantedBuild
{
    /// <summary>Targets that take about a second for a draw.</summary>
    public static IReadOnlyList<string> Fast { get; } =
    [
        "esp", "hsrp", "bfd", "gre", "esp-open", "ah-open", "ike-fragments", "tcp-frames",
        "tcp-segments", "gateway-json", "status-json",
    ];

    /// <summary>The program.</summary>
    public static string Program { get; } =
        Path.Combine(Repository.Root, "fuzz", "bin", "Planted", "Holdfast.Fuzz.dll");

    /// <summary>What the search says.</summary>
    public string Said { get; } = Consumer.Start(
        Path.Combine(Repository.Root, "fuzz", "planted"), Repository.Root, 0,
        [.. Fast]);
}
