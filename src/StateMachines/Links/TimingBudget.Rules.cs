using Holdfast.Codec;
using static Holdfast.StateMachines.Links.TimingBudget.Setting;

namespace Holdfast.StateMachines.Links;

/// <content>The rules, as a table.</content>
public static partial class TimingBudget
{
    private static readonly int SettingsCount = Enum.GetValues<Setting>().Length;
    private static readonly TimeSpan TimeMax = TimeSpan.FromDays(30);

    /// <summary>
    /// What is raised stands in no rule above as something that has to be fast: no circle.
    /// </summary>
    private static readonly Items<Inequality> Rules =
    [
        new(Rule.HoldOutlastsHellos, "three hellos, jitter and a late process fit into it",
            [new(HelloTime, 3), new(HelloJitter), new(SchedulingDelay)], [new(HoldTime)],
            HelloTime, IsStrict: false),
        new(Rule.FirstHopOutlastsSilence, "whoever gets the first hop is promoted at once",
            [new(SilentAfter)], [new(HoldTime)],
            SilentAfter, IsStrict: false),
        new(Rule.NeighboursFindTheStandbyActive, "neighbours turn to the standby when it is active",
            [new(HoldTime), new(Promotion)],
            [new(RoutingDetection), new(RoutingConvergence), new(OutageMax)],
            HoldTime, IsStrict: false),
        new(Rule.PeerOutlastsTakeover, "the peer gives up later than the standby serves",
            [new(HoldTime), new(Promotion), new(CounterSync)],
            [new(PeerQueries), new(PeerWorry)],
            HoldTime, IsStrict: true),
        new(Rule.PeerOutlastsLossOfStandby,
            "a standby that is lost holds answers for less time than the peer waits",
            [new(SoloAfter), new(SchedulingDelay)], [new(PeerQueries)],
            SoloAfter, IsStrict: true),
        new(Rule.OwnQueriesOutlastRouting, "we still ask the peer once routes have converged",
            [new(RoutingDetection), new(RoutingConvergence)], [new(OwnQueries)],
            RoutingDetection, IsStrict: true),
        new(Rule.PeerQueriesOutlastRouting, "the peer still asks us once routes have converged",
            [new(RoutingDetection), new(RoutingConvergence)], [new(PeerLastQuery)],
            RoutingDetection, IsStrict: true),
        new(Rule.DrainOutlastsRouting, "neighbours have heard before the SA goes",
            [new(RoutingConvergence)], [new(DrainFor)],
            RoutingConvergence, IsStrict: false),
        new(Rule.HoldDownOutlastsRouting, "routes have settled before a link is used again",
            [new(RoutingConvergence)], [new(LinkHoldDown)],
            RoutingConvergence, IsStrict: false),
        new(Rule.StandbyIsSyncedAtTakeover, "the standby is still synced when it takes over",
            [new(HoldTime), new(SchedulingDelay)], [new(SyncedFor)],
            HoldTime, IsStrict: false),
        new(Rule.PreemptionWaitsForTheState, "the snapshot is there before the preemption",
            [new(SnapshotTransfer)], [new(PreemptDelay)],
            SnapshotTransfer, IsStrict: false),
    ];

    /// <summary>So many times a setting.</summary>
    private readonly record struct Term(Setting Setting, int Times = 1)
    {
        public override string ToString() => Times == 1 ? $"{Setting}" : $"{Times} × {Setting}";

        public string Text(Figures figures) =>
            $"{this} {ConfigError.Text(figures[Setting]!.Value)}";
    }

    /// <summary>What has to be faster than what; the first slower setting is the one to raise.
    /// </summary>
    private sealed record Inequality(
        Rule Rule, string Claim, Items<Term> Faster, Items<Term> Slower, Setting Lower,
        bool IsStrict)
    {
        public override string ToString() =>
            string.Join(" + ", Faster) + (IsStrict ? " < " : " ≤ ") + string.Join(" + ", Slower);

        public Finding? Check(Figures figures)
        {
            if (Sum(figures, Slower) is not { } has || Sum(figures, Faster) is not { } need)
            {
                return null;
            }

            // In ticks of 100 ns: nothing is between one and the next.
            var missing = need - has + (IsStrict ? TimeSpan.FromTicks(1) : TimeSpan.Zero);
            return missing <= TimeSpan.Zero ? null : Describe(figures, missing);
        }

        private Finding Describe(Figures figures, TimeSpan missing)
        {
            var raised = Slower[0].Setting;
            var to = RoundedUp(figures[raised]!.Value + missing);
            Items<Change> changes = [new(raised, to)];
            var change = $"raise {raised} to {ConfigError.Text(to)}";

            // What is left when the other side gives way, if that is enough.
            var times = Faster.First(term => term.Setting == Lower).Times;
            var less = (missing.Ticks + times - 1) / times;
            var lower = RoundedDown(figures[Lower]!.Value - TimeSpan.FromTicks(less));
            if (lower > TimeSpan.Zero)
            {
                changes = changes.Add(new(Lower, lower));
                change += $" or lower {Lower} to {ConfigError.Text(lower)}";
            }

            var others = Slower.Skip(1).Select(term => " − " + term.Text(figures));
            var bound = (IsStrict ? "more than " : "at least ")
                + string.Join(" + ", Faster.Select(term => term.Text(figures)))
                + string.Concat(others) + $", so that {Claim}";
            return new(
                Rule,
                new(raised.ToString(), ConfigError.Text(figures[raised]!.Value), bound, change),
                changes);
        }
    }

    private static TimeSpan? Sum(Figures figures, Items<Term> terms)
    {
        var sum = TimeSpan.Zero;
        foreach (var term in terms.Span)
        {
            if (figures[term.Setting] is not { } time)
            {
                return null;
            }

            sum += term.Times * time;
        }

        return sum;
    }

    /// <summary>Times for people: whole milliseconds, or whole seconds from ten seconds on.
    /// </summary>
    private static TimeSpan RoundedUp(TimeSpan time)
    {
        var unit = UnitOf(time);
        return TimeSpan.FromTicks((time.Ticks + unit - 1) / unit * unit);
    }

    private static TimeSpan RoundedDown(TimeSpan time) =>
        TimeSpan.FromTicks(time.Ticks / UnitOf(time) * UnitOf(time));

    private static long UnitOf(TimeSpan time) => time >= TimeSpan.FromSeconds(10)
        ? TimeSpan.TicksPerSecond
        : TimeSpan.TicksPerMillisecond;
}
