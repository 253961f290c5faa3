using Holdfast.Codec;

namespace Holdfast.StateMachines.Links;

/// <summary>
/// Whether the times of a cluster, its peers and its neighbours fit together: who may notice a
/// failure first, and by when the standby serves. Law: each rule is an inequality between sums of
/// settings, and what it says to change makes it hold.
/// </summary>
public static partial class TimingBudget
{
    /// <summary>A time that somebody sets or that was measured.</summary>
    public enum Setting
    {
        /// <summary>Between two hellos of the active router, RFC 2281 §5.1.</summary>
        HelloTime,

        /// <summary>How late a hello may be by its jitter, RFC 2281 §5.4.</summary>
        HelloJitter,

        /// <summary>How late a process may run on a busy member.</summary>
        SchedulingDelay,

        /// <summary>After how much silence the active router is gone, RFC 2281 §5.1.</summary>
        HoldTime,

        /// <summary>From the detection to SAs, routes and addresses on the new member.</summary>
        Promotion,

        /// <summary>The round trip that synchronises counters with the peer, RFC 6311.</summary>
        CounterSync,

        /// <summary>How long the peer is not worried by silence, RFC 3706 §5.5.</summary>
        PeerWorry,

        /// <summary>From the peer's first query to its verdict.</summary>
        PeerQueries,

        /// <summary>From the peer's first query to its last one.</summary>
        PeerLastQuery,

        /// <summary>From our first query to our last one: what follows is a verdict, and no
        /// question any more.</summary>
        OwnQueries,

        /// <summary>After how much time neighbours notice a failure (BFD, hellos).</summary>
        RoutingDetection,

        /// <summary>From there to routes around it.</summary>
        RoutingConvergence,

        /// <summary>How long neighbours may find no active member; a matter of choice.</summary>
        OutageMax,

        /// <summary>How long an SA outlives its route.</summary>
        DrainFor,

        /// <summary>How long a link that came back is not used.</summary>
        LinkHoldDown,

        /// <summary>How long a standby that hears nothing counts as synced.</summary>
        SyncedFor,

        /// <summary>How long a router with a higher priority waits with preemption.</summary>
        PreemptDelay,

        /// <summary>How long a member needs for a whole snapshot.</summary>
        SnapshotTransfer,

        /// <summary>After how much silence of the active member another may be promoted.</summary>
        SilentAfter,

        /// <summary>
        /// How long IKE waits for a standby that is gone, before the active member goes on alone.
        /// </summary>
        SoloAfter,
    }

    /// <summary>What has to fit.</summary>
    public enum Rule
    {
        /// <summary>A few lost or late hellos are no failure.</summary>
        HoldOutlastsHellos,

        /// <summary>Whoever gets the first hop need not wait to be promoted.</summary>
        FirstHopOutlastsSilence,

        /// <summary>Neighbours do not turn to a member that is not active yet.</summary>
        NeighboursFindTheStandbyActive,

        /// <summary>The standby serves before the peer gives the SA up.</summary>
        PeerOutlastsTakeover,

        /// <summary>The loss of a standby costs no SA: answers come before the peer gives up.
        /// </summary>
        PeerOutlastsLossOfStandby,

        /// <summary>Routes go around a failed link before our last query of the peer.</summary>
        OwnQueriesOutlastRouting,

        /// <summary>Routes go around a failed link before the peer's last query of us.</summary>
        PeerQueriesOutlastRouting,

        /// <summary>An SA outlives its route until neighbours have heard.</summary>
        DrainOutlastsRouting,

        /// <summary>A link is used again once routes have settled.</summary>
        HoldDownOutlastsRouting,

        /// <summary>A takeover finds the standby synced, not stale.</summary>
        StandbyIsSyncedAtTakeover,

        /// <summary>Nobody preempts without the state.</summary>
        PreemptionWaitsForTheState,
    }

    /// <summary>The settings that are known; a rule about an unknown one is left out.</summary>
    public sealed partial record Figures
    {
        private readonly Items<TimeSpan?> _times;

        private Figures(Items<TimeSpan?> times) => _times = times;

        /// <summary>Nothing is known.</summary>
        public static Figures None { get; } = new([.. new TimeSpan?[SettingsCount]]);

        /// <summary>A setting; null: unknown, or not in use.</summary>
        public TimeSpan? this[Setting setting] => _times[(int)setting];

        /// <summary>The same with another setting, taken into 0 to 30 days.</summary>
        public Figures With(Setting setting, TimeSpan? time) => new(_times.With(
            (int)setting,
            time is not { } given ? null
            : given < TimeSpan.Zero ? TimeSpan.Zero
            : given > TimeMax ? TimeMax
            : given));
    }

    /// <summary>A change that makes a rule hold.</summary>
    /// <param name="Setting">What to change.</param>
    /// <param name="To">To what.</param>
    public readonly record struct Change(Setting Setting, TimeSpan To);

    /// <summary>A rule that does not hold.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Error">What is wrong, in numbers, and what to change.</param>
    /// <param name="Changes">
    /// Each of them alone makes the rule hold. The first ones only ever raise settings, and never
    /// in a circle: following them one after the other makes all rules hold.
    /// </param>
    public sealed record Finding(Rule Rule, ConfigError Error, Items<Change> Changes)
    {
        /// <summary>The rule and the error.</summary>
        public override string ToString() => $"{Rule}: {Error}";
    }

    /// <summary>All rules that do not hold, those that others depend on first.</summary>
    public static Items<Finding> Evaluate(Figures figures) =>
        [.. Rules.Select(rule => rule.Check(figures)).OfType<Finding>()];

    /// <summary>A rule as people write it, and for what it is.</summary>
    public static (string Inequality, string Claim) Describe(Rule rule)
    {
        var inequality = Rules.First(one => one.Rule == rule);
        return (inequality.ToString(), inequality.Claim);
    }

    /// <summary>How much time a rule leaves; null: a setting of it is unknown.</summary>
    public static TimeSpan? Slack(Figures figures, Rule rule)
    {
        var inequality = Rules.First(one => one.Rule == rule);
        return Sum(figures, inequality.Slower) - Sum(figures, inequality.Faster);
    }
}
