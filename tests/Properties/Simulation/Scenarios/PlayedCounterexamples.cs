using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Simulation.Checkers;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// What the explorer finds in members that are wrong happens in the simulator as well: the same
/// faults in real octets, the same mistake, the same claim broken; and members as they are shipped
/// survive it. Every canary is played, or the page says why not: docs/machines/counterexamples.md, which
/// HOLDFAST_UPDATE_GOLDENS=1 writes.
/// </summary>
public sealed class PlayedCounterexamples
{
    /// <summary>
    /// What members as they are shipped leave behind where two reign and one of them then loses all
    /// that it knows: the CHILD SA that it had made alone is known to its peer still (ADR 31).
    /// </summary>
    private static readonly Dictionary<string, string[]> Left = new()
    {
        ["EpochRestoredFromSnapshot"] = ["I30"],
    };

    // The first router has to be active before the second one starts.
    private static TimeSpan PaceOf(string name) => TimeSpan.FromSeconds(
        name is "active ignores a higher Hello" or "MAC is kept"
            or "Hellos are rare where nobody stands by" ? 4 : 2);

    internal static PlayedShell RoutersOf(string name) => name switch
    {
        "Resign is ignored" => PlayedCanaries.OfResigns(areHeard: false),
        "own times" => PlayedCanaries.OfGroups(HsrpCanaries.StepOf(name)) with
        {
            In = TraceWorlds.WithSlowRouter,
        },
        _ => PlayedCanaries.OfGroups(HsrpCanaries.StepOf(name)),
    };

    private static IEnumerable<string> OfHsrp => HsrpCanaries.Mistakes
        .Where(name => name != "literal table");

    /// <summary>The canaries of the first hop.</summary>
    public static TheoryData<string> Elections => [.. OfHsrp];

    /// <summary>All others that are played.</summary>
    public static TheoryData<string> Canaries => [.. CounterexampleRows.Played.Keys];

    [Theory]
    [MemberData(nameof(Canaries))]
    public void What_is_found_in_a_canary_happens_with_real_octets(string name)
    {
        var shell = PlayedCanaries.Of(name)!;
        Happens(
            CounterexampleRows.Played[name], CounterexampleRows.Find(name), shell,
            shell.AsShipped(), Left.GetValueOrDefault(name, []));
    }

    [Theory]
    [MemberData(nameof(Elections))]
    public void What_is_found_in_an_election_happens_with_real_octets(string name) => Happens(
        "hsrp-repaired-2", Assert.Single(HsrpCanaries.Explore(name, true).Violations),
        RoutersOf(name) with { Pace = PaceOf(name) },
        name == "Resign is ignored"
            ? PlayedCanaries.OfResigns(areHeard: true)
            : PlayedCanaries.OfGroups(HsrpGroup.Step),
        []);

    /// <summary>The same where each rekey has a second key exchange behind it, RFC 9370 §2.2.4. Of
    /// two that decide by the wrong nonce both begin anew for ever, where they do so at the same
    /// instants: those of the simulator do not.</summary>
    [Theory]
    [InlineData("OldEndsFirst", "Shared", 0)]
    [InlineData("TemporaryIsFinal", "Retried", 0)]
    [InlineData("OpenForgotten", "I30", 1)]
    [InlineData("ReplacedForgotten", "I30", 1)]
    [Requirement("RFC9370-2.2.4-a")]
    public void What_is_found_in_rekeys_by_several_exchanges_happens_with_real_octets(
        string name, string finds, int crashes)
    {
        var shell = PlayedCanaries.Of(name)!;
        Happens(
            "ike-followups",
            Assert.Single(SmallCanaries.ExploreSeveral(name, finds, crashes).Violations), shell,
            shell.AsShipped(), []);
    }

    [Theory]
    [InlineData("hsrp-literal", "I10")]
    [InlineData("periodic-sync-baseline-outbound", "I1a,I1b")]
    [InlineData("periodic-sync-baseline-inbound", "I3")]
    [InlineData("front-back-split-unbound", "I13")]
    [InlineData("dpd-vs-routing-slow", "I16")]
    public void What_is_known_to_be_bad_is_so_with_real_octets(string name, string claims)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var outcome = scenario.Explore(scenario.With(), Limits.None, new());
        Assert.Equal(
            claims.Split(','),
            outcome.Violations.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach (var found in outcome.Violations)
        {
            var played = CounterexamplePlayer.TryOf(name, found.Trace, shell: null, out _)!;
            Assert.Contains(found.Name, played.Play().Broken);
        }
    }

    /// <summary>Members as they are shipped do not what a wrong end of a tunnel does: whatever the
    /// trace, both engines say so of them, and the simulator between any two things that they do.
    /// </summary>
    [Fact]
    public void What_breaks_a_wrong_end_of_a_tunnel_breaks_no_member_as_it_is_shipped()
    {
        foreach (var name in RriOrders.Canaries)
        {
            var found = RriOrders.Explore(name, true).Violations;
            Assert.NotEmpty(found);
            foreach (var one in found)
            {
                var played = CounterexamplePlayer.TryOf(
                    "rri-order", one.Trace, shell: null, out var why);
                Assert.True(played is not null, why);
                Assert.Equal([], played.Play().Broken);
            }
        }
    }

    /// <summary>Worlds that look at one thing, each with what is wrong in it.</summary>
    public static TheoryData<string> Glimpses =>
    [
        .. CounterexampleRows.Played
            .Where(row => row.Value is "esp-forged" or "liveness-forged" or "load-shared")
            .Select(row => row.Key),
    ];

    /// <summary>As <c>replay --engine simulator</c> plays it, by the name of the scenario alone: what
    /// is wrong shows in the world that it has, and members as they are shipped do nothing of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Glimpses))]
    public void What_breaks_a_wrong_member_breaks_none_as_it_is_shipped(string name)
    {
        var found = CounterexampleRows.Find(name);
        var played = CounterexamplePlayer.TryOf(
            CounterexampleRows.Played[name], found.Trace, shell: null, out var why);
        Assert.True(played is not null, why);
        Assert.Equal([], played.Play().Broken);

        var wrong = PlayedCanaries.Of(name)!;
        Assert.Contains(
            played.NameOf(found.Name),
            (played with
            {
                Shell = played.Shell with
                {
                    Options = wrong.Options,
                    Beside = wrong.Beside,
                    Finds = wrong.Finds,
                },
            }).Play().Broken);
    }

    /// <summary>Scenarios that are there to be found wrong.</summary>
    public static TheoryData<string> Bad =>
        [.. Catalogue.All.Where(one => one.IsKnownBad).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_known_to_be_bad_is_found_to_be(string name)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var outcome = scenario.Explore(scenario.With(), Limits.None, new());
        Assert.NotEmpty(outcome.Violations);
    }

    [Fact]
    public void Every_canary_is_played()
    {
        var all = CheckerTable.All.SelectMany(card => card.Canaries)
            .Concat(HsrpCanaries.Mistakes).Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            all,
            CounterexampleRows.Played.Keys.Concat(OfHsrp)
                .Concat(["literal table", "PeriodicCounters"]).Concat(CounterexampleRows.NotPlayed.Keys)
                .Order(StringComparer.Ordinal));
        Assert.All(CounterexampleRows.Played.Keys, name => Assert.NotNull(PlayedCanaries.Of(name)));
    }

    [Fact]
    public void The_page_of_counter_examples_says_which_engine_plays_them()
    {
        var page = new StringBuilder("""
            # Counter-examples in both engines

            What the explorer finds in a member that is wrong on purpose is played in the simulator
            as well, with real octets: what breaks and is mended in the trace breaks and is mended
            there, the same mistake is made, and the same claim is broken; members as they are
            shipped survive it. `PlayedCounterexamples` does that for each row, and writes this
            page. Known to be bad, and played, too: `hsrp-literal`, `periodic-sync-baseline`,
            `front-back-split-unbound`, `dpd-vs-routing-slow`.

            Rekeys by several key exchanges (`ike-followups`) are played as well: what four of these
            canaries do there breaks the same claims.

            | canary | where it is played |
            |---|---|

            """.ReplaceLineEndings("\n"));
        var played = CounterexampleRows.Played.Keys.Concat(OfHsrp);
        foreach (var name in played.Order(StringComparer.Ordinal))
        {
            var where = CounterexampleRows.Played.GetValueOrDefault(name, "hsrp-repaired-2");
            page.Append($"| {name} | {where} |\n");
        }

        page.Append("\nNot played there, and why:\n\n| canary | why |\n|---|---|\n");
        foreach (var (name, why) in CounterexampleRows.NotPlayed.OrderBy(
            one => one.Key, StringComparer.Ordinal))
        {
            page.Append($"| {name} | {why} |\n");
        }

        page.Append("\n" + """
            `PlayedFindings` plays what is found beside these: canaries under `SafetyFirst`, behind
            the fence of the trace, and in worlds that begin behind a partition or whose messages
            are late. Of `paced-takeover`, `spi-choice` and `spis-of-four` the canaries are played
            in worlds of their own; `holdfast replay --engine simulator` refuses other traces of
            them, since any would give the same run. Findings that are not played, and why:

            | finding, and its world | why |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (finding, why) in PlayedFindings.NotPlayed)
        {
            page.Append($"| {finding} | {why} |\n");
        }

        var path = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.Equal(
            File.ReadAllText(path), page.ToString(), ignoreLineEndingDifferences: true);
    }

    private static void Happens(
        string family, Violation found, PlayedShell wrong, PlayedShell shipped, string[] left)
    {
        var played = CounterexamplePlayer.TryOf(family, found.Trace, wrong, out var why);
        Assert.True(played is not null, why);
        Assert.Contains(played.NameOf(found.Name), played.Play().Broken);

        // The same world, the same faults, members as they are shipped.
        Assert.Equal(left, (played with { Shell = shipped }).Play().Broken);
    }

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..",
        "docs", "machines", "counterexamples.md"));
}
