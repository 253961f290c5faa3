using System.Runtime.CompilerServices;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using static Holdfast.StateMachines.Links.TimingBudget;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>Which times fit together, and in which words they do not.</summary>
public sealed class Budgets
{
    private static readonly Figures Fitting = new (Setting Setting, double Seconds)[]
    {
        (Setting.HelloTime, 0.3), (Setting.HelloJitter, 0.05), (Setting.SchedulingDelay, 0.05),
        (Setting.HoldTime, 1), (Setting.Promotion, 0.5), (Setting.CounterSync, 0.2),
        (Setting.PeerWorry, 10), (Setting.PeerQueries, 20),
        (Setting.PeerLastQuery, 15), (Setting.OwnQueries, 89),
        (Setting.RoutingDetection, 0.9), (Setting.RoutingConvergence, 2),
        (Setting.OutageMax, 0), (Setting.DrainFor, 3), (Setting.LinkHoldDown, 10),
        (Setting.SyncedFor, 12), (Setting.PreemptDelay, 60), (Setting.SnapshotTransfer, 30),
        (Setting.SilentAfter, 0.25), (Setting.SoloAfter, 1.5),
    }.Aggregate(
        Figures.None,
        (figures, one) => figures.With(one.Setting, TimeSpan.FromSeconds(one.Seconds)));

    public static TheoryData<Setting, double, string> Wrong => new()
    {
        {
            Setting.HelloTime, 0.4,
            "HoldOutlastsHellos: HoldTime is 1 s: it must be at least 3 × HelloTime 400 ms + "
            + "HelloJitter 50 ms + SchedulingDelay 50 ms, so that three hellos, jitter and a late "
            + "process fit into it; raise HoldTime to 1300 ms or lower HelloTime to 300 ms"
        },
        {
            Setting.Promotion, 3,
            "NeighboursFindTheStandbyActive: RoutingDetection is 900 ms: it must be at least "
            + "HoldTime 1 s + Promotion 3 s − RoutingConvergence 2 s − OutageMax 0 s, so that "
            + "neighbours turn to the standby when it is active; raise RoutingDetection to 2 s"
        },
        {
            Setting.CounterSync, 28.5,
            "PeerOutlastsTakeover: PeerQueries is 20 s: it must be more than HoldTime 1 s + "
            + "Promotion 500 ms + CounterSync 28500 ms − PeerWorry 10 s, so that the peer gives up "
            + "later than the standby serves; raise PeerQueries to 21 s or lower HoldTime to 999 ms"
        },
        {
            Setting.SilentAfter, 1.5,
            "FirstHopOutlastsSilence: HoldTime is 1 s: it must be at least SilentAfter 1500 ms, so "
            + "that whoever gets the first hop is promoted at once; raise HoldTime to 1500 ms or "
            + "lower SilentAfter to 1 s"
        },
        {
            Setting.SoloAfter, 20,
            "PeerOutlastsLossOfStandby: PeerQueries is 20 s: it must be more than SoloAfter 20 s + "
            + "SchedulingDelay 50 ms, so that a standby that is lost holds answers for less time "
            + "than the peer waits; raise PeerQueries to 21 s or lower SoloAfter to 19 s"
        },
        {
            Setting.OwnQueries, 2.5,
            "OwnQueriesOutlastRouting: OwnQueries is 2500 ms: it must be more than "
            + "RoutingDetection 900 ms + RoutingConvergence 2 s, so that we still ask the peer "
            + "once routes have converged; raise OwnQueries to 2901 ms or lower RoutingDetection to "
            + "499 ms"
        },
        {
            Setting.PeerLastQuery, 2,
            "PeerQueriesOutlastRouting: PeerLastQuery is 2 s: it must be more than "
            + "RoutingDetection 900 ms + RoutingConvergence 2 s, so that the peer still asks us "
            + "once routes have converged; raise PeerLastQuery to 2901 ms"
        },
        {
            Setting.DrainFor, 1,
            "DrainOutlastsRouting: DrainFor is 1 s: it must be at least RoutingConvergence 2 s, so "
            + "that neighbours have heard before the SA goes; raise DrainFor to 2 s or lower "
            + "RoutingConvergence to 1 s"
        },
        {
            Setting.LinkHoldDown, 1,
            "HoldDownOutlastsRouting: LinkHoldDown is 1 s: it must be at least RoutingConvergence "
            + "2 s, so that routes have settled before a link is used again; raise LinkHoldDown to "
            + "2 s or lower RoutingConvergence to 1 s"
        },
        {
            Setting.SyncedFor, 1,
            "StandbyIsSyncedAtTakeover: SyncedFor is 1 s: it must be at least HoldTime 1 s + "
            + "SchedulingDelay 50 ms, so that the standby is still synced when it takes over; "
            + "raise SyncedFor to 1050 ms or lower HoldTime to 950 ms"
        },
        {
            Setting.PreemptDelay, 20,
            "PreemptionWaitsForTheState: PreemptDelay is 20 s: it must be at least "
            + "SnapshotTransfer 30 s, so that the snapshot is there before the preemption; raise "
            + "PreemptDelay to 30 s or lower SnapshotTransfer to 20 s"
        },
    };

    [Fact]
    public void Times_that_fit_are_no_finding()
    {
        Assert.Empty(Evaluate(Fitting));
        Assert.Empty(Evaluate(Figures.None));
        Assert.All(
            Enum.GetValues<Rule>(), rule => Assert.True(Slack(Fitting, rule) >= TimeSpan.Zero));
        Assert.Null(Slack(Figures.None, Rule.HoldOutlastsHellos));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_time_that_does_not_fit_says_what_to_change_and_to_what(
        Setting setting, double seconds, string says)
    {
        var finding = Assert.Single(
            Evaluate(Fitting.With(setting, TimeSpan.FromSeconds(seconds))));
        Assert.Equal(says, finding.ToString());
    }

    [Fact]
    public void Hold_10_s_against_a_peer_that_gives_up_after_16_s_leaves_6_s_for_the_takeover()
    {
        var figures = Figures.None.With(Group())
            .WithPeer(PeerOf(worry: 10, queries: 3), hearsUsSteadily: true)
            .With(Setting.CounterSync, TimeSpan.Zero)
            .With(Setting.Promotion, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(6), Slack(figures, Rule.PeerOutlastsTakeover));

        var late = Assert.Single(Evaluate(figures.With(
            Setting.Promotion, TimeSpan.FromSeconds(6))));
        Assert.Equal(Rule.PeerOutlastsTakeover, late.Rule);
    }

    [Fact]
    public void A_peer_that_may_be_asking_already_leaves_no_worry_to_count_with()
    {
        var figures = Figures.None.With(Group())
            .WithPeer(PeerOf(worry: 10, queries: 3), hearsUsSteadily: false)
            .With(Setting.CounterSync, TimeSpan.Zero)
            .With(Setting.Promotion, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(-4), Slack(figures, Rule.PeerOutlastsTakeover));
    }

    [Fact]
    public void Neighbours_that_leave_after_900_ms_find_nobody_active_for_9_s()
    {
        var figures = Figures.None.With(Group())
            .With(Setting.Promotion, TimeSpan.Zero)
            .With(Setting.RoutingDetection, TimeSpan.FromMilliseconds(900))
            .With(Setting.RoutingConvergence, TimeSpan.FromMilliseconds(100))
            .With(Setting.OutageMax, TimeSpan.Zero);
        Assert.Equal(
            TimeSpan.FromSeconds(-9), Slack(figures, Rule.NeighboursFindTheStandbyActive));
    }

    [Fact]
    public void The_page_of_the_budget_is_up_to_date()
    {
        var rows = Enum.GetValues<Rule>().Select(rule =>
        {
            var (inequality, claim) = Describe(rule);
            return $"| {rule} | {inequality} | {claim} |";
        });
        var page = $"""
            # TimingBudget

            Which times of first hop, routing, liveness, replication and links have to fit together. A rule about a setting that is unknown or not in use is left
            out. A finding says what to raise, and what to lower instead where that is enough; generated and checked by the tests.

            | rule | what has to hold | so that |
            |---|---|---|
            {string.Join('\n', rows)}

            """.ReplaceLineEndings("\n");
        var path = Path.Combine(Path.GetDirectoryName(Here())!, Folder, "TimingBudget.md");
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path), "no page for the budget");
        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    private static readonly string Folder =
        Path.Combine("..", "..", "..", "..", "docs", "machines");

    private static string Here([CallerFilePath] string here = "") => here;

    private static HsrpGroup.Config Group() =>
        HsrpGroup.Config.TryCreate(
            new()
            {
                Address = HostAddress.Parse("10.0.0.1"),
                VirtualAddress = HostAddress.Parse("10.0.0.254"),
                HelloTime = TimeSpan.FromSeconds(3),
                HoldTime = TimeSpan.FromSeconds(10),
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static DeadPeerDetection.Config PeerOf(int worry, int queries) =>
        DeadPeerDetection.Config.TryCreate(
            new()
            {
                WorryAfter = TimeSpan.FromSeconds(worry),
                RetryAfter = TimeSpan.FromSeconds(2),
                BackoffPercent = 100,
                ProbesMax = queries,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
