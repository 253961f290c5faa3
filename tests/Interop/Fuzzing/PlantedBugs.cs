using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Packages;

namespace Holdfast.Tests.Interop.Fuzzing;

/// <summary>
/// <c>fuzz/planted</c>: a build of its own with a bug behind each target, which the search has to
/// find. Two targets here; docs/fuzzing.md has what all came to.
/// </summary>
public sealed partial class PlantedBugs
{
    private const int ExecutionsMax = 10_000;

    [Fact]
    public void Are_found_within_ten_thousand_executions()
    {
        var said = Consumer.Start(
            Path.Combine(Repository.Root, "fuzz", "planted"), Repository.Root, 0,
            "--draws", "3", "gre", "hsrp");
        var lines = Line.Matches(said);
        Assert.Equal(["gre", "hsrp"], lines.Select(line => line.Groups["target"].Value));
        Assert.All(lines, line => Assert.InRange(
            int.Parse(line.Groups["median"].Value, null), 1, ExecutionsMax));
    }

    [GeneratedRegex(
        @"^(?<target>[\w-]+) +\d+ \d+ \d+  median (?<median>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }
}
