using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Situations of a cluster that make a difference to what would follow.</summary>
internal static class WhatIfSituations
{
    private static readonly (string Name, Func<Situation, Situation> Of)[] All =
    [
        ("as planned", now => now),
        ("nobody else", now => now with { Candidates = [] }),
        ("stale for 30 s", Known(StandingKind.Stale, 30)),
        ("stale for an hour", Known(StandingKind.Stale, 3_600)),
        ("synced 9 s ago", Known(StandingKind.Synced, 9)),
        ("joining", Known(StandingKind.Joining, 0)),
        ("empty", Known(StandingKind.Empty, 0)),
        ("another one reigns", now => now with
        {
            Active = now.Candidates[0].Member,
            Candidates = [new(1, StandingKind.Synced, TimeSpan.Zero)],
        }),
        ("nobody reigns", now => now with { Active = null }),
        ("a better standby", now => now with { StandbyPriority = 255 }),
        ("better, 9 s ago", now => Known(StandingKind.Synced, 9)(now) with
        {
            StandbyPriority = 255,
        }),
        ("a worse standby", now => now with { StandbyPriority = 1 }),
        ("an equal standby", now => now with { StandbyPriority = 90 }),
        ("one link", now => now with
        {
            LinksWork = [.. now.LinksWork.Select((_, link) => link == 0)],
        }),
        ("no link", now => now with
        {
            LinksWork = [.. now.LinksWork.Select(_ => false)], Over = null, LinksDown = 1,
        }),
        ("the last link", now => now with { Over = now.LinksWork.Count - 1 }),
        ("no SA", now => now with { Sas = SaState.Empty }),
    ];

    /// <summary>All of them, by their names.</summary>
    public static IEnumerable<(string Name, Situation Now)> Of(ClusterMemberConfig config) =>
        All.Select(one => (one.Name, one.Of(Situation.Planned(config))));

    private static Func<Situation, Situation> Known(StandingKind standing, int seconds) =>
        now => now with
        {
            Candidates =
            [
                .. now.Candidates.Select(one => one with
                {
                    Standing = standing, Age = TimeSpan.FromSeconds(seconds),
                }),
            ],
        };
}
