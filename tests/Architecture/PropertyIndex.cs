using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// The index of properties, docs/properties.md: what each shows, by RFC, ledger and invariant, and
/// which kind of test it is; and that each invariant has a property, a world that is explored
/// whenever nobody says which, and a canary: none stands in for another. HOLDFAST_UPDATE_GOLDENS=1
/// writes it.
/// </summary>
public sealed partial class PropertyIndex
{
    private static readonly PropertyTest[] Tests =
    [
        .. Repository.Under("tests/Properties/", ".cs")
            .SelectMany(file => PropertyTest.In(file, Repository.Read(file))),
    ];

    private static readonly TestKinds Kinds = new(
        Repository.Under("tests/Properties/", ".cs").Select(Repository.Read));

    private static readonly string[] Invariants =
        ["I1a", "I1b", "I2", "I3", "I4", "I5", "I6", "I6b", .. Numbered(7, 36)];

    /// <summary>Tests by the invariants that they show: the page of invariants names them, or
    /// they name the invariant themselves.</summary>
    private static readonly ILookup<string, PropertyTest> Shown = Shows().Distinct()
        .ToLookup(one => one.Invariant, one => one.Test);

    /// <summary>Scenarios by what is asked of them, as the explorer tells after one event: those
    /// that are explored when nobody says which, each to its end.</summary>
    private static readonly ILookup<string, string> Explored = Catalogue.All
        .Where(scenario => scenario.IsDefault)
        .Select(scenario => (
            scenario.Name,
            Asked: scenario.Explore(scenario.With(), new() { Depth = 1 }, new())))
        .SelectMany(one => one.Asked.Invariants.Select(verdict => verdict.Name)
            .Concat(one.Asked.Goals.Select(verdict => verdict.Name)).Distinct()
            .Select(asked => (Invariant: asked, one.Name)))
        .ToLookup(one => one.Invariant, one => one.Name);

    /// <summary>Members broken on purpose, by the checker that catches them.</summary>
    private static readonly ILookup<string, string> Canaries = CheckerTable.All
        .SelectMany(card => card.Canaries.Select(canary => (card.Invariant, Name: canary)))
        .Concat(Mutant.Matches(Repository.Read("docs/machines/mutants.md"))
            .Select(row => (
                Invariant: row.Groups["killer"].Value, Name: row.Groups["mistake"].Value)))
        .Concat(OfHsrp
            .Matches(Repository.Read("tests/Properties/Simulation/Checkers/HsrpCanaries.cs"))
            .Select(row => (
                Invariant: row.Groups["killer"].Value, Name: row.Groups["mistake"].Value)))
        .Distinct().ToLookup(one => one.Invariant, one => one.Name);

    [Fact]
    public void Every_invariant_has_a_property_an_exploration_and_a_canary() =>
        Rule.Holds(Invariants.SelectMany(invariant => Lacks(
            invariant, Of(invariant, TestKind.Property).Any(), Explored.Contains(invariant),
            Canaries.Contains(invariant))));

    [Fact]
    public void What_an_invariant_lacks_is_seen()
    {
        Rule.Bites(Lacks("I2", false, true, true), "I2", "property");
        Rule.Bites(Lacks("I2", true, false, true), "I2", "exploration");
        Rule.Bites(Lacks("I2", true, true, false), "I2", "canary");
        Assert.False(Explored.Contains("I99") || Canaries.Contains("I99"));
    }

    /// <summary>A search is found through what a test calls, in its class and beside it.</summary>
    [Fact]
    public void The_kinds_of_tests_are_told_apart()
    {
        var kinds = new TestKinds(
        [
            """
            using static Holdfast.Tests.Beside;

            public sealed class Laws
            {
                private readonly Outcome _found = Beside.Found("all");
                public void Drawn() => ForAll.Cases(100, Draw, Holds);
                public void Searched() => Assert.True(_found.Holds);
                public void Counted() => Assert.Equal(3, Beside.Three);
                public void Searched_as_its_own() => Assert.True(Found("other").Holds);
                public void A_wrong_one_is_seen() => Assert.Throws<Violation>(Drawn);
                public void The_old_one_is_found_wrong_at_once() => Searched();
                public void A_canary_is_found_by_chance() => Searched();
                public void The_look_sees_a_wrong_one() => Drawn();
                public void One_is_found_while_any_is_left() => Drawn();
                public void Scheduled() => World("all").RunSchedules(new(), Limits.None, new());
                public void Played() => World("all").SchedulePlayer(new());

                /// <summary>I10: the canary.</summary>
                public void A_group_stays_without_one() => Searched();
                private static void Holds(int one) => Assert.True(one > 0);
            }
            """,
            """
            internal static class Beside
            {
                public const int Three = 3;
                public static Outcome Found(string name) => Exploration.Run(World(name));
            }

            public sealed class TheLawsBite
            {
                public void A_wrong_one_is_found() => Beside.Found("wrong");
            }
            """,
        ]);
        Assert.Equal(TestKind.Property, kinds.Of("Laws", "Drawn"));
        Assert.Equal(TestKind.Property, kinds.Of("Laws", "Counted"));
        Assert.Equal(TestKind.Exploration, kinds.Of("Laws", "Searched"));
        Assert.Equal(TestKind.Exploration, kinds.Of("Laws", "Searched_as_its_own"));
        Assert.Equal(TestKind.Exploration, kinds.Of("Laws", "Scheduled"));
        Assert.Equal(TestKind.Exploration, kinds.Of("Laws", "Played"));
        Assert.Equal(TestKind.Property, kinds.Of("Laws", "One_is_found_while_any_is_left"));
        Assert.Equal(TestKind.Canary, kinds.Of("Laws", "A_wrong_one_is_seen"));
        Assert.Equal(TestKind.Canary, kinds.Of("Laws", "The_old_one_is_found_wrong_at_once"));
        Assert.Equal(TestKind.Canary, kinds.Of("Laws", "A_canary_is_found_by_chance"));
        Assert.Equal(TestKind.Canary, kinds.Of("Laws", "The_look_sees_a_wrong_one"));
        Assert.Equal(TestKind.Canary, kinds.Of("Laws", "A_group_stays_without_one"));
        Assert.Equal(TestKind.Canary, kinds.Of("TheLawsBite", "A_wrong_one_is_found"));
        Assert.All(Enum.GetValues<TestKind>(), kind => Assert.InRange(
            Tests.Count(test => KindOf(test) == kind), 20, Tests.Length));
    }

    [Fact]
    public void A_test_tells_what_it_shows()
    {
        PropertyTest[] tests = [.. PropertyTest.In("a.cs", """
            /// <summary>RFC 3706 §5: when a peer is dead: I16 to I18.</summary>
            public sealed class Rfc3706_5_4_Liveliness
            {
                /// <summary>I17.</summary>
                [Fact]
                [Requirement("RFC3706-5.4-e")]
                public void It_dies() { }

                /// <summary>What its class is about is not what each of its tests shows.</summary>
                [Fact]
                public void It_costs_nothing() { }

                public void Nobody_calls_it() { }
            }
            """)];
        Assert.Equal(2, tests.Length);
        Assert.Empty(tests[1].Invariants);
        var test = tests[0];
        Assert.Equal("Rfc3706_5_4_Liveliness.It_dies", test.Name);
        Assert.Equal(["RFC 3706 §5", "RFC 3706 §5.4"], test.Sections);
        Assert.Equal(["RFC3706-5.4-e"], test.Requirements);
        Assert.Equal(["I17"], test.Invariants);
    }

    [Fact]
    public void The_page_is_what_the_sources_say()
    {
        Assert.True(Tests.Length > 400, $"{Tests.Length} tests");
        var path = Path.Combine(Repository.Root, "docs", "properties.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    private static IEnumerable<string> Lacks(
        string invariant, bool isShown, bool isExplored, bool hasCanary)
    {
        if (!isShown)
        {
            yield return $"{invariant} has no property";
        }

        if (!isExplored)
        {
            yield return $"{invariant} has no exploration";
        }

        if (!hasCanary)
        {
            yield return $"{invariant} has no canary";
        }
    }

    private static IEnumerable<(string Invariant, PropertyTest Test)> Shows()
    {
        var byName = Tests.ToLookup(test => test.Name);
        var rows = Row.Matches(Repository.Read("docs/machines/invariants.md"))
            .SelectMany(row => Mention.Matches(row.Value)
                .SelectMany(one => byName[one.Groups["test"].Value])
                .Select(test => (row.Groups["id"].Value, test)));
        return rows.Concat(Tests.SelectMany(test =>
            test.Invariants.Where(Invariants.Contains).Select(one => (one, test))));
    }

    private static TestKind KindOf(PropertyTest test) => Kinds.Of(test.Class, test.Method);

    private static IEnumerable<PropertyTest> Of(string invariant, TestKind kind) =>
        Shown[invariant].Where(test => KindOf(test) == kind);

    private static string Page()
    {
        var page = new StringBuilder("""
            # Properties

            What `tests/Properties` shows, each as its own claim: by RFC and section, by the [requirement ledger](specs/README.md) and by
            [invariant](machines/invariants.md). `PropertyIndex` writes this page from the sources and compares them; it also fails where an invariant has no
            property, no exploration or no canary. `HOLDFAST_PROPERTY_RUNS` multiplies how many cases every property draws, however it draws them, and how
            many the conformance suites try (not fewer than 150: fewer miss mistakes); `HOLDFAST_PROPERTY_SEED=fresh` draws other ones.

            The default run of `tests/Properties` is to stay within 10 minutes on two cores; how long it [took](results.md#how-long-it-takes).

            ## Invariants

            A **property** is a law over drawn histories or over a whole domain; an **exploration** is every order of what may happen, here the worlds of
            [prove](machines/worlds.md) that ask for the invariant, and the tests of `tests/Properties` that search; a **canary** is something broken on
            purpose that is caught. What a test is, its sources say: a search that it reaches makes it an exploration, its name, its comment or the name of its
            class a canary. An invariant stands where a test says by itself that it shows it, or where [invariants](machines/invariants.md) names the test.

            | | properties | worlds that ask it | tests that search | canaries and mutants |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var invariant in Invariants)
        {
            page.Append($"| {invariant} | ")
                .AppendJoin(", ", Of(invariant, TestKind.Property).Select(one => $"`{one.Name}`"))
                .Append(" | ").AppendJoin(", ", Families(Explored[invariant]))
                .Append(" | ").AppendJoin(
                    ", ", Of(invariant, TestKind.Exploration).Select(one => $"`{one.Name}`"))
                .Append(" | ").AppendJoin(", ", Canaries[invariant]).Append(" |\n");
        }

        var invariants = Shown.SelectMany(group => group.Select(test => (group.Key, test)))
            .ToLookup(one => one.test, one => one.Key);
        page.Append($"\nOf {Tests.Length} claims {Tests.Count(one => one.Sections.Length > 0)} name ")
            .Append("an RFC and section, ")
            .Append($"{Tests.Count(one => one.Requirements.Length > 0)} a requirement, ")
            .Append($"{Tests.Count(invariants.Contains)} show an invariant. ")
            .Append($"{Tests.Count(one => IsOfOurOwn(one) && !invariants.Contains(one))} do none of ")
            .Append("it: laws of the codec and of all machines, formats and tools of our own.\n");
        foreach (var room in Tests.GroupBy(test => Path.GetDirectoryName(test.File)!)
            .OrderBy(room => room.Key, StringComparer.Ordinal))
        {
            page.Append($"\n## {room.Key["tests/Properties/".Length..]}\n\n")
                .Append("| claim | kind | in | RFC | ledger | invariants |\n"
                    + "|---|---|---|---|---|---|\n");
            foreach (var test in room)
            {
                page.Append($"| {test.Method.Replace('_', ' ')} | {Word(KindOf(test))} | ")
                    .Append($"[{test.Class}](../{test.File}) | ")
                    .AppendJoin(", ", test.Sections).Append(" | ")
                    .AppendJoin(", ", test.Requirements).Append(" | ")
                    .AppendJoin(", ", invariants[test].OrderBy(one => Array.IndexOf(Invariants, one)))
                    .Append(" |\n");
            }
        }

        return page.Append(KitText(KitClaim.All)).ToString();
    }

    private static bool IsOfOurOwn(PropertyTest test) =>
        test.Sections.Length == 0 && test.Requirements.Length == 0;

    /// <summary>Names, but of a family of many its name and their number.</summary>
    private static IEnumerable<string> Families(IEnumerable<string> names) => names
        .GroupBy(name => Family.Match(name) is { Success: true } match ? match.Value : name)
        .Select(family => family.Count() == 1
            ? $"`{family.First()}`" : $"`{family.Key}` ({family.Count()})");

    private static string Word(TestKind kind) => kind switch
    {
        TestKind.Property => "property",
        TestKind.Exploration => "exploration",
        TestKind.Canary => "canary",
    };

    private static IEnumerable<string> Numbered(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(number => $"I{number}");

    [GeneratedRegex(@"^\| (?<id>I\d+[ab]?) \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"`(?<test>\w+\.\w+)`")]
    private static partial Regex Mention { get; }

    [GeneratedRegex(
        @"^\| \w[\w ]* \| (?<mistake>[^|]+) \| [^|]+ \| (?<killer>[^|]+) \|",
        RegexOptions.Multiline)]
    private static partial Regex Mutant { get; }

    [GeneratedRegex(@"\[""(?<mistake>[^""]+)""\] = new\([^""]*?""(?<killer>I\d+)""")]
    private static partial Regex OfHsrp { get; }

    [GeneratedRegex(@"^(replication-\w+-first|hsrp-repaired|hsrp-pair|drain|dpd-vs-routing)")]
    private static partial Regex Family { get; }
}
