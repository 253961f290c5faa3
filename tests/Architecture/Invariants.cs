using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>Pages that say which test shows what name tests that there are.</summary>
public sealed partial class Invariants
{
    private const string Page = "docs/machines/invariants.md";
    private const string Results = "docs/results.md";

    /// <summary>Each test, as class and method.</summary>
    private static readonly HashSet<string> Tests =
    [
        .. Repository.Under("tests/", ".cs").Select(Repository.Read).SelectMany(text =>
            Class.Matches(text).SelectMany(type => Method.Matches(text)
                .Select(test => $"{type.Groups["name"]}.{test.Groups["name"]}"))),
    ];

    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var named = Named(Repository.Read(Page)).ToArray();
        Assert.True(named.Length > 40, $"{named.Length}");
        Rule.Holds(Missing(Page, named));
        Rule.Bites(Missing(Page, ["RouteInvariants.Nobody_wrote_it"]), "Nobody_wrote_it");
    }

    [Fact]
    public void Every_test_that_the_results_name_is_there()
    {
        var named = Named(Repository.Read(Results)).ToArray();
        Assert.True(named.Length > 20, $"{named.Length}");
        Rule.Holds(Missing(Results, named));
    }

    [Fact]
    public void Every_invariant_has_a_row()
    {
        string[] wanted =
        [
            "I1a", "I1b", "I6b",
            .. Enumerable.Range(2, 35).Select(i => $"I{i}"),
        ];
        var rows = Row.Matches(Repository.Read(Page))
            .Select(row => row.Groups["id"].Value).ToArray();
        Assert.Equal(wanted.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Missing(string page, IEnumerable<string> named) => named
        .Where(test => !Tests.Contains(test)).Select(test => $"{page} names {test}");

    private static IEnumerable<string> Named(string page) =>
        Mention.Matches(page).Select(match => match.Groups["test"].Value);

    [GeneratedRegex(@"class (?<name>\w+)")]
    private static partial Regex Class { get; }

    [GeneratedRegex(@"public (void|Task|async Task) (?<name>\w+)\(")]
    private static partial Regex Method { get; }

    [GeneratedRegex(@"`(?<test>\w+\.\w+)`")]
    private static partial Regex Mention { get; }

    [GeneratedRegex(@"^\| (?<id>I\d+[ab]?) \|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
