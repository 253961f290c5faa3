using Holdfast.Codec;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using static Holdfast.StateMachines.Links.TimingBudget;

namespace Holdfast.StateMachines.Composition;

/// <content>The timing budget, evaluated when the configuration is made.</content>
public sealed partial record ClusterMemberConfig
{
    /// <summary>What can stand and should not.</summary>
    /// <param name="Rule">The inequality that does not hold; null: another rule.</param>
    /// <param name="Error">The setting by its place in the settings, and what to change.</param>
    public sealed record Warning(Rule? Rule, ConfigError Error)
    {
        /// <summary>The rule and the error.</summary>
        public override string ToString() => Rule is { } rule ? $"{rule}: {Error}" : $"{Error}";
    }

    /// <summary>
    /// The times of the cluster, and of one peer. Where no time of the first hop is set, it is that
    /// of RFC 2281 §5.1 until another one is learned.
    /// </summary>
    /// <param name="side">Whose hello and hold times.</param>
    /// <param name="peer">The peer by its place in <see cref="Peers"/>; null: of no peer.</param>
    public Figures FiguresOf(HsrpPair.Side side, int? peer)
    {
        var group = side == HsrpPair.Side.Front ? Hsrp.Front : Hsrp.Back;
        var timing = Set.Timing;
        var figures = Figures.None
            .With(group)
            .With(Setting.HelloTime, group.HelloTime ?? TimeSpan.FromSeconds(3))
            .With(Setting.HoldTime, HoldOf(group))
            // A jittered Hello comes earlier, never later.
            .With(Setting.HelloJitter, TimeSpan.Zero)
            .With(Replication).With(Routes).With(Links)
            .With(Setting.SchedulingDelay, timing.SchedulingDelay)
            .With(Setting.Promotion, timing.Promotion)
            .With(Setting.CounterSync, timing.CounterSync)
            .With(Setting.RoutingDetection, timing.RoutingDetection)
            .With(Setting.RoutingConvergence, timing.RoutingConvergence)
            .With(Setting.OutageMax, timing.OutageMax)
            .With(Setting.SnapshotTransfer, timing.SnapshotTransfer);
        return peer is { } at ? WithPeer(figures, at) : figures.With(Liveness);
    }

    private Figures WithPeer(Figures figures, int at)
    {
        var own = Peers[at].Version switch
        {
            IkeVersion.V1 => figures.With(DpdOf(at)),
            IkeVersion.V2 => figures.With(LivenessOf(at)),
        };
        var steadily = Peers[at].WatchesUs?.HearsUsSteadily ?? false;
        return _peers[at] switch
        {
            { ItsLiveness: { } liveness } => own.WithPeer(liveness, steadily),
            { ItsDpd: { } dpd } => own.WithPeer(dpd, steadily),
            _ => own,
        };
    }

    private static Items<Warning> WarningsOf(ClusterMemberConfig config)
    {
        List<Warning> warnings =
        [
            .. Advice(config.Hsrp.Front, "Hsrp.Front"), .. Advice(config.Hsrp.Back, "Hsrp.Back"),
            .. Evaluate(config, null),
        ];
        for (var peer = 0; peer < config.Peers.Count; peer++)
        {
            warnings.AddRange(Evaluate(config, peer));
        }

        // Both sides count, and each peer: what is found more than once is said once.
        return [.. warnings.Distinct()];
    }

    private static IEnumerable<Warning> Advice(HsrpGroup.Config group, string name) =>
        group.Advice.Select(advice => new Warning(null, advice.Inside(name)));

    private static IEnumerable<Warning> Evaluate(ClusterMemberConfig config, int? peer)
    {
        foreach (var side in Enum.GetValues<HsrpPair.Side>())
        {
            foreach (var finding in TimingBudget.Evaluate(config.FiguresOf(side, peer)))
            {
                var place = config.PlaceOf(finding.Changes[0].Setting, side, peer);
                yield return new(finding.Rule, finding.Error with { Name = place });
            }
        }
    }

    /// <summary>Where in the settings a time stands, or what makes it up.</summary>
    private string PlaceOf(Setting setting, HsrpPair.Side side, int? peer) => setting switch
    {
        Setting.HelloTime or Setting.HoldTime or Setting.PreemptDelay => $"Hsrp.{side}.{setting}",
        Setting.HelloJitter => $"Hsrp.{side}.JitterPercent",
        Setting.SchedulingDelay or Setting.Promotion or Setting.CounterSync
            or Setting.RoutingDetection or Setting.RoutingConvergence or Setting.OutageMax
            or Setting.SnapshotTransfer => $"Timing.{setting}",
        Setting.PeerWorry or Setting.PeerQueries or Setting.PeerLastQuery =>
            $"{At(nameof(Peers), peer ?? 0)}.{nameof(Peer.WatchesUs)}",
        Setting.OwnQueries => PlaceOfOwn(peer),
        Setting.DrainFor => $"Routes.{setting}",
        Setting.LinkHoldDown => "Links.HoldDown",
        Setting.SyncedFor or Setting.SilentAfter => $"Replication.{setting}",

        // It follows from how long a standby counts as synced.
        Setting.SoloAfter => $"Replication.{nameof(Setting.SyncedFor)}",
    };

    private string PlaceOfOwn(int? peer) => peer switch
    {
        { } at when Peers[at].Liveness is not null || Peers[at].Dpd is not null =>
            $"{At(nameof(Peers), at)}.{(Peers[at].Dpd is null ? nameof(Liveness) : nameof(Dpd))}",
        { } at when Peers[at].Version == IkeVersion.V1 => nameof(Dpd),
        _ => nameof(Liveness),
    };
}
