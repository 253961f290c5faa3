using System.Globalization;
using Holdfast.Codec;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Dpd;
using Holdfast.Testing.Conformance.Hsrp;
using Holdfast.Testing.Conformance.IdSync;
using Holdfast.Testing.Conformance.IdWindows;
using Holdfast.Testing.Conformance.Liveness;
using Holdfast.Testing.Conformance.ReplayWindows;
using Holdfast.Testing.Conformance.Replication;
using Holdfast.Testing.Conformance.Rri;
using Holdfast.Tests.Properties.Fuzzing;

namespace Holdfast.Tests.Properties.Testing.Conformance;

/// <summary>What every suite does with a subject, whatever it claims.</summary>
public sealed class Engine
{
    [Fact]
    public void A_seed_gives_the_same_cases_and_another_one_others()
    {
        Assert.Equal(Heard(1), Heard(1));
        Assert.NotEqual(Heard(1), Heard(2));
    }

    [Fact]
    public void A_subject_that_throws_fails_every_property_with_its_trace()
    {
        var report = DpdConformance.Of(_ => new(
            static (_, _) => throw new InvalidOperationException("worn out"),
            static () => null)).Run(cases: 50);
        Assert.All(report.Verdicts, verdict =>
        {
            Assert.False(verdict.Passed);
            Assert.Contains("worn out", verdict.Why, StringComparison.Ordinal);
        });
        Assert.Contains(
            "worn out", Assert.Throws<ConformanceException>(report.ThrowIfFailed).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_thrown_is_told_once_with_the_code_that_threw_it()
    {
        var text = $"{Hsrp(new(static (_, _) => WearOut(), static () => null)).Run(cases: 5)}";
        Assert.Equal(1, text.Split($"{nameof(Engine)}.{nameof(WearOut)} (Engine.cs, line ").Length - 1);
        Assert.Equal(1, text.Split("    1.     0.000s  Enable { }").Length - 1);
        Assert.Contains("→ as before: it threw InvalidOperationException: worn out", text);
        Assert.DoesNotContain("at Holdfast.Testing", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_never_asks_for_the_time_is_told_so()
    {
        var report = Hsrp(new(static (_, _) => [], static () => null)).Run(cases: 20);
        var verdict = report.Verdicts.Single(one => one.Property == "Alone_it_becomes_active");
        Assert.Equal(
            "alone from 0.000s to 42.000s, and it says nothing; "
                + "it never asked to be told the time (Due is null)",
            verdict.Why);
        Assert.Equal(2, verdict.Trace.Count);
    }

    [Fact]
    public void Ticks_at_the_end_are_left_out_where_the_reason_says_nothing_of_them()
    {
        var verdict = Hsrp(new(
            static (_, told) => told is HsrpTold.Enable ? [new(new Octets([0, 3]))] : [],
            static () => TimeSpan.FromDays(1))).Properties[0].Run(1, 5);
        Assert.StartsWith("what it sends cannot be read: Truncated", verdict.Why!);
        Assert.Equal(
            ["  1.     0.000s  Enable { }  →  no HSRP: 0003"], verdict.Trace.Skip(1));
        TimeSpan? due = null;
        var ticking = Hsrp(new(
            (now, told) =>
            {
                due = now + TimeSpan.FromSeconds(1);
                return told is HsrpTold.Enable ? [new(new Octets([0, 3]))] : [];
            },
            () => due)).Properties[0].Run(1, 5);
        Assert.Equal(verdict.Trace, ticking.Trace);
    }

    [Fact]
    public void A_subject_that_is_due_for_ever_fails()
    {
        var report = DpdConformance.Of(_ => new(
            static (_, _) => [], static () => TimeSpan.Zero)).Run(cases: 20);
        Assert.Contains(report.Failures, verdict =>
            verdict.Why!.Contains("due for ever", StringComparison.Ordinal)
                && !verdict.Why.Contains("threw", StringComparison.Ordinal));
        Assert.All(report.Failures, verdict => Assert.True(verdict.Trace.Count < 40, $"{verdict}"));
    }

    [Fact]
    public void A_property_is_asked_for_by_its_name()
    {
        var suite = DpdConformance.Of(_ => new(static (_, _) => [], static () => null));
        Assert.Throws<ArgumentException>(() => suite.Check("Nobody_claims_it"));
        suite.Check("A_live_peer_is_never_declared_dead");
        Assert.All(suite.Properties, property =>
        {
            Assert.NotEmpty(property.Section);
            Assert.Matches("^[A-Z][A-Za-z0-9_]+$", property.Name);
        });
    }

    /// <summary>All suites, of implementations that say nothing.</summary>
    private static ConformanceSuite[] All =>
    [
        DpdConformance.Of(static _ => Silent<DpdTold, DpdSaid>()),
        LivenessConformance.Of(static _ => Silent<LivenessTold, LivenessSaid>()),
        Hsrp(Silent<HsrpTold, HsrpSaid>()),
        HsrpConformance.Of(2, HsrpReading.Literal, static _ => Silent<HsrpTold, HsrpSaid>()),
        RriConformance.Of(static _ => Silent<RriTold, RriSaid>()),
        ReplayConformance.Of(static _ => Silent<ReplayTold, ReplaySaid>()),
        IdConformance.Of(static _ => Silent<IdTold, IdSaid>()),
        IdSyncConformance.Of(
            static _ => Silent<IdSyncTold, IdSyncSaid>(), IdSyncReading.Strict),
        ReplicationConformance.Of(static (_, _) => Silent<MemberTold, MemberSaid>()),
    ];

    /// <summary>Where no RFC states it, the decision that does, and an invariant.</summary>
    [Fact]
    public void Every_property_names_RFC_and_section_or_the_decision_that_states_it()
    {
        var decisions = Directory.GetFiles(Path.Combine(Inputs.Root, "docs", "adr"))
            .Select(file => int.TryParse(
                Path.GetFileName(file)[..4], CultureInfo.InvariantCulture, out var number)
                ? number : 0)
            .ToHashSet();
        var own = new List<string>();
        Assert.All(All.SelectMany(suite => suite.Properties), property =>
        {
            if (property.Section.StartsWith("no RFC, ADR ", StringComparison.Ordinal))
            {
                own.Add(property.Name);
                Assert.Contains(
                    int.Parse(property.Section[12..], CultureInfo.InvariantCulture), decisions);
                Assert.Matches(@"^(I\d+)?$", property.Invariant);
                return;
            }

            Assert.Matches(
                @"^RFC \d{4} (§[A-Z]?\d+(\.\d+)*)(, §[A-Z]?\d+(\.\d+)*)*$", property.Section);
        });
        Assert.Equal(
            [
                "A_usable_SA_of_the_active_member_has_its_route", "No_route_stays_without_an_SA",
                "A_member_that_is_not_active_has_no_route", "A_route_that_is_wanted_stays",
                "The_route_leads_over_an_SA_that_is_there",
                "The_route_goes_before_the_SA_and_the_address",
                "A_route_is_added_once_and_withdrawn_once",
                "Who_is_demoted_gives_the_address_up_and_nobody_else", "What_is_wanted_is_sent",
            ],
            own);
    }

    private static Subject<TTold, TSaid> Silent<TTold, TSaid>() =>
        new(static (_, _) => [], static () => null);

    private static IReadOnlyList<HsrpSaid> WearOut() =>
        throw new InvalidOperationException("worn out");

    private static ConformanceSuite Hsrp(Subject<HsrpTold, HsrpSaid> subject) =>
        HsrpConformance.Of(1, HsrpReading.Repaired, _ => subject);

    /// <summary>All that a subject is told under a seed.</summary>
    private static string Heard(int seed)
    {
        var told = new List<string>();
        DpdConformance.Of(_ => new(
            (now, what) =>
            {
                told.Add($"{now} {what}");
                return [];
            },
            static () => null)).Properties[0].Run(seed, 20);
        return string.Join('\n', told);
    }
}
