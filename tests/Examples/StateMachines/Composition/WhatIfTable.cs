using System.Globalization;
using System.Text;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Everything that may die, in each sample of a cluster and in each situation that makes a
/// difference, with all that would follow: what-if.txt beside this file. HOLDFAST_UPDATE_GOLDENS=1
/// writes it, for a review.
/// </summary>
public sealed class WhatIfTable
{
    private const string Told = "tests/Examples/StateMachines/Composition/what-if.txt";

    private static readonly (string Name, Func<Situation, Situation> Of)[] Situations =
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

    [Fact]
    public void What_would_follow_is_told_for_all_that_may_die_in_every_situation()
    {
        var told = new StringBuilder();
        foreach (var sample in ConfigTexts.Samples)
        {
            var config = Read(Sample(sample));
            foreach (var (name, of) in Situations)
            {
                told.Append(CultureInfo.InvariantCulture, $"{sample}, {name}\n");
                foreach (var one in All(config, of(Situation.Planned(config))))
                {
                    told.Append("    ").Append(Text(one)).Append('\n');
                }
            }
        }

        IsUpToDate(Told, told.ToString());
    }

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

    private static string Text(Prediction one)
    {
        var times = one.Times.Select(time => $"{time.Phase} {Text(time.AtMost)}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Failure}: {one.Outcome} to [{string.Join(' ', one.To)}] {one.Standing}; "
            + $"{string.Join(", ", times)}; stops {Text(one.TrafficStopsFor)}; {one.Loss}; "
            + $"at risk [{string.Join(' ', one.PeersAtRisk)}]; {one.SyncedLeft} synced; "
            + $"{one.Reason}");
    }

    private static string Text(TimeSpan? time) =>
        time is { } known ? ConfigError.Text(known) : "?";
}
