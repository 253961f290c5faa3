using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;

namespace Holdfast.Cli.Cluster;

/// <summary>What a configuration promises.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Budget">The rules of the timing budget, and what they leave.</param>
/// <param name="Predictions">What would happen if something died.</param>
internal sealed record Forecast(
    ClusterMemberConfig Config, Items<Forecast.BudgetRow> Budget,
    Items<WhatIf.Prediction> Predictions)
{
    /// <summary>A rule of the timing budget, where it is tightest.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Inequality">As people write it.</param>
    /// <param name="Slack">What it leaves; negative: what is missing; null: unknown.</param>
    /// <param name="Peer">The peer with which it is tightest; null: the rule is of no peer.
    /// </param>
    internal readonly record struct BudgetRow(
        TimingBudget.Rule Rule, string Inequality, TimeSpan? Slack, int? Peer);

    /// <summary>The forecast of a configuration, as everything should be.</summary>
    public static Forecast Of(ClusterMemberConfig config) => new(
        config,
        [.. Enum.GetValues<TimingBudget.Rule>().Select(rule => Row(config, rule))],
        [.. WhatIf.All(config, WhatIf.Situation.Planned(config))]);

    /// <summary>What a failure is called.</summary>
    public string NameOf(WhatIf.Failure failure) => failure switch
    {
        WhatIf.Failure.OfMember(var member) => NameOf(member),
        WhatIf.Failure.OfLink(var link) => $"link {Config.Set.Links.Names[link]}",
        WhatIf.Failure.OfSide(var side) =>
            $"{(side == HsrpPair.Side.Front ? "front" : "back")} side",
        WhatIf.Failure.OfPath(var peer) => $"path to {Config.Peers[peer].Name}",
        WhatIf.Failure.OfSyncChannel => "sync channel",
    };

    /// <summary>What a member is called.</summary>
    public string NameOf(byte member) =>
        Config.Set.Members.First(one => one.Number == member).Name;

    private static BudgetRow Row(ClusterMemberConfig config, TimingBudget.Rule rule)
    {
        var isOfPeer = rule is TimingBudget.Rule.PeerOutlastsTakeover
            or TimingBudget.Rule.PeerOutlastsLossOfStandby
            or TimingBudget.Rule.PeerQueriesOutlastRouting
            or TimingBudget.Rule.OwnQueriesOutlastRouting;
        IEnumerable<int?> peers = isOfPeer && config.Peers.Count > 0
            ? Enumerable.Range(0, config.Peers.Count).Select(peer => (int?)peer)
            : [null];
        var rows =
            from peer in peers
            from side in Enum.GetValues<HsrpPair.Side>()
            let slack = TimingBudget.Slack(config.FiguresOf(side, peer), rule)
            orderby slack ?? TimeSpan.MaxValue
            select new BudgetRow(rule, TimingBudget.Describe(rule).Inequality, slack, peer);
        var tightest = rows.First();
        return tightest.Slack is null ? tightest with { Peer = null } : tightest;
    }
}
