using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Liveness.LivenessCheck;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Liveness;

/// <summary>What the schedule over many SAs promises, over histories of asking.</summary>
public sealed class CheckBudgets
{
    private const int Runs = 100;

    private static readonly CheckSchedule.Config[] Configs =
    [
        Checked(new()
        {
            ChecksPerSecond = 10, Burst = 3, AtOnceMax = 5, PerPeerMax = 2,
            HintsPerSecond = 2, HintBurst = 2,
        }),
        Checked(new() { ChecksPerSecond = 1_000, Burst = 1, AtOnceMax = 1, PerPeerMax = 1 }),
        Checked(new()),
    ];

    [Fact]
    public void Rate_burst_number_at_once_and_share_of_a_peer_are_never_exceeded() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(Configs),
                Steps: Enumerable.Range(0, choices.Below(120))
                    .Select(_ => (Sa: (ulong)choices.Below(20), Ask: choices.Chance(70),
                        Milliseconds: choices.Below(200)))
                    .ToArray()),
            drawn =>
            {
                var (config, steps) = drawn;
                var schedule = CheckSchedule.Empty;
                var now = Instant.Zero;
                List<Instant> granted = [];
                List<ulong> running = [];
                foreach (var (sa, ask, milliseconds) in steps)
                {
                    now += TimeSpan.FromMilliseconds(milliseconds);
                    if (ask)
                    {
                        Assert.True(schedule.TryAsk(
                            config, now, sa, PeerOf(sa), Urgency.Idle, out schedule));
                    }
                    else
                    {
                        schedule = schedule.Release(sa);
                        running.Remove(sa);
                    }

                    while (schedule.TryGrant(config, now, out var next, out schedule))
                    {
                        Assert.DoesNotContain(next, running);
                        running.Add(next);
                        granted.Add(now);
                    }

                    Assert.True(schedule.Deadline(config) is not { } due || due > now);
                    Assert.Equal(running.Count, schedule.Running);
                    Assert.True(running.Count <= config.AtOnceMax);
                    Assert.All(
                        running.CountBy(PeerOf),
                        peer => Assert.True(peer.Value <= config.PerPeerMax));
                }

                for (var first = 0; first < granted.Count; first++)
                {
                    for (var last = first; last < granted.Count; last++)
                    {
                        var even = (granted[last] - granted[first]) / config.CheckEvery;
                        Assert.True(last - first + 1 <= config.Burst + even);
                    }
                }
            });

    [Fact]
    public void Whoever_asks_is_granted_in_turn_however_many_ask() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            Count: choices.Below(60) + 1,
            Lasts: TimeSpan.FromMilliseconds(choices.Below(500))),
        drawn =>
        {
            var (config, count, lasts) = drawn;
            var schedule = CheckSchedule.Empty;
            var now = Instant.Zero;
            for (var sa = 0UL; sa < (ulong)count; sa++)
            {
                Assert.True(schedule.TryAsk(
                    config, now, sa, PeerOf(sa), Urgency.Promoted, out schedule));
            }

            List<ulong> order = [];
            var ends = new Queue<(ulong Sa, Instant At)>();
            while (schedule.Waiting + schedule.Running > 0)
            {
                while (schedule.TryGrant(config, now, out var sa, out schedule))
                {
                    order.Add(sa);
                    ends.Enqueue((sa, now + lasts));
                }

                now = Instant.Latest(now, Instant.Earliest(
                    ends.TryPeek(out var first) ? first.At : null,
                    schedule.Deadline(config))!.Value);
                while (ends.TryPeek(out var end) && end.At <= now)
                {
                    ends.Dequeue();
                    schedule = schedule.Release(end.Sa);
                }
            }

            Assert.Equal(count, order.Count);
            Assert.Equal(CheckSchedule.Empty.Waiting, schedule.Waiting);
            Assert.All(
                order.GroupBy(PeerOf), peer => Assert.Equal(peer.Order(), peer));

            // Each lasts at most so long, and no more than so many run: the last one's bound.
            var atOnce = Math.Min(config.AtOnceMax, config.PerPeerMax);
            var bound = count * (config.CheckEvery + lasts) / Math.Min(atOnce, count)
                + (count * config.CheckEvery) + lasts;
            Assert.True(now - Instant.Zero <= bound, $"{now} beyond {bound}");
        });

    [Fact]
    [Requirement("RFC7296-2.4-b")]
    public void Hints_over_all_SAs_cause_no_more_checks_than_their_budget() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            Gaps: Enumerable.Range(0, choices.Below(200)).Select(_ => choices.Below(100))
                .ToArray()),
        drawn =>
        {
            var (config, gaps) = drawn;
            var schedule = CheckSchedule.Empty;
            var now = Instant.Zero;
            var heeded = 0;
            for (var sa = 0; sa < gaps.Length; sa++)
            {
                now += TimeSpan.FromMilliseconds(gaps[sa]);
                var may = schedule.TryAsk(
                    config, now, (ulong)sa, 1, Urgency.Hinted, out schedule);
                heeded += may ? 1 : 0;
            }

            Assert.True(heeded <= config.HintBurst + ((now - Instant.Zero) / config.HintEvery));
            Assert.True(schedule.TryAsk(
                config, now, 1_000, 2, Urgency.Idle, out schedule));
        });

    [Fact]
    public void Equal_histories_make_equal_schedules_and_asking_twice_changes_nothing()
    {
        var config = Configs[2];
        CheckSchedule.Empty.TryAsk(config, Instant.Zero, 1, 1, Urgency.Idle, out var one);
        one.TryAsk(config, Instant.Zero, 2, 1, Urgency.Wanted, out one);
        CheckSchedule.Empty.TryAsk(config, Instant.Zero, 1, 1, Urgency.Idle, out var other);
        other.TryAsk(config, Instant.Zero, 2, 1, Urgency.Wanted, out other);
        Assert.Equal(one, other);
        Assert.True(one.TryAsk(config, Instant.Zero, 2, 1, Urgency.Hinted, out var again));
        Assert.Equal(one, again);
        Assert.NotEqual(one, one.Release(2));
        Assert.Equal((0, 1), (one.Release(2).Running, one.Release(2).Waiting));
    }

    private static ulong PeerOf(ulong sa) => sa % 4;

    private static CheckSchedule.Config Checked(CheckSchedule.Settings settings) =>
        CheckSchedule.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
