using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>A peer has its share of checks, and hints a budget of their own.</summary>
public sealed class SharesOfPeers
{
    private const ulong Peer = 7;
    private static readonly CheckSchedule.Config Config = Checked(new()
    {
        ChecksPerSecond = 1_000,
        Burst = 100,
        AtOnceMax = 100,
        PerPeerMax = 2,
        HintsPerSecond = 1,
        HintBurst = 1,
    });

    [Fact]
    public void What_a_peer_gives_back_it_has_again()
    {
        var schedule = CheckSchedule.Empty;
        for (var turn = 0; turn < 3; turn++)
        {
            schedule = Granted(schedule, [1, 2]);
            schedule = schedule.Release(1);
            schedule = schedule.Release(2);
            Assert.Equal((0, 0), (schedule.Running, schedule.Waiting));
        }

        // One that is given back makes room for one.
        schedule = Granted(schedule, [1, 2]);
        schedule = schedule.Release(1);
        Assert.True(schedule.TryAsk(Config, default, 3, Peer, Urgency.Idle, out schedule));
        Assert.True(schedule.TryAsk(Config, default, 4, Peer, Urgency.Idle, out schedule));
        Assert.True(schedule.TryGrant(Config, default, out var sa, out schedule));
        Assert.Equal(3ul, sa);
        Assert.False(schedule.TryGrant(Config, default, out _, out _));
    }

    [Fact]
    public void A_budget_of_hints_that_is_whole_again_is_as_if_none_was_spent()
    {
        Assert.True(CheckSchedule.Empty.TryAsk(
            Config, default, 1, Peer, Urgency.Hinted, out var spent));
        Assert.False(spent.TryAsk(Config, default, 2, Peer, Urgency.Hinted, out _));
        Assert.NotEqual(CheckSchedule.Empty, spent.Release(1).Normalize());
        Assert.Equal(
            CheckSchedule.Empty,
            spent.Release(1).Rebase(TimeSpan.FromSeconds(-1)).Normalize());
    }

    /// <summary>Those that wait and those that run keep their order, counted from the first.
    /// </summary>
    [Fact]
    public void Turns_of_whoever_has_come_and_gone_are_not_counted()
    {
        for (var gone = 0ul; gone < 4; gone++)
        {
            var (late, early) = (CheckSchedule.Empty, CheckSchedule.Empty);
            for (var sa = 1ul; sa <= gone; sa++)
            {
                Assert.True(late.TryAsk(Config, default, sa, Peer, Urgency.Idle, out late));
            }

            for (var sa = 10ul; sa < 14; sa++)
            {
                Assert.True(late.TryAsk(Config, default, sa, Peer, Urgency.Idle, out late));
                Assert.True(early.TryAsk(Config, default, sa, Peer, Urgency.Idle, out early));
            }

            for (var sa = 1ul; sa <= gone; sa++)
            {
                late = late.Release(sa);
            }

            Assert.Equal(gone == 0, late == early);
            Assert.Equal(early, late.Normalize());
            Assert.Equal(early, early.Normalize());
        }
    }

    private static CheckSchedule Granted(CheckSchedule schedule, ulong[] all)
    {
        foreach (var one in all)
        {
            Assert.True(schedule.TryAsk(
                Config, default, one, Peer, Urgency.Idle, out schedule));
            Assert.True(schedule.TryGrant(Config, default, out var sa, out schedule));
            Assert.Equal(one, sa);
        }

        return schedule;
    }

    private static CheckSchedule.Config Checked(CheckSchedule.Settings settings) =>
        CheckSchedule.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
