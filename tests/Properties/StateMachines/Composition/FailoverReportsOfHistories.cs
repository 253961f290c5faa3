using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Every takeover in every history of two members has a report whose phases follow each other, and
/// whose numbers are those that somebody counts who looks at boxes and packets.
/// </summary>
public sealed class FailoverReportsOfHistories
{
    private const int Runs = 60;
    private const int Acts = 120;

    [Theory]
    [InlineData(ReplayPolicy.Strict)]
    [InlineData(ReplayPolicy.Bounded)]
    public void Every_takeover_is_reported_as_it_was(ReplayPolicy policy)
    {
        var (takeovers, synced, stale, completed) = (0, 0, 0, 0);
        var (ids, skipped, twice, refused) = (0UL, 0UL, 0UL, 0UL);
        ForAll.Cases(
            Runs,
            choices => (Items<int>)
                [.. Enumerable.Range(0, choices.Below(Acts)).Select(_ => choices.Below(1 << 24))],
            acts =>
            {
                var (world, traffic, ghost) = Begin(policy);
                foreach (var act in acts)
                {
                    TwoMembers.Act(world, act & 0xffff);
                    Pass(world, traffic, act >> 16);
                }

                TwoMembers.Heal(world);
                traffic.Send(0, 5);
                traffic.Send(1, 5);
                traffic.Receive(0, 5);
                traffic.Receive(1, 5);
                takeovers += ghost.Takeovers;
                synced += ghost.Synced;
                stale += ghost.Stale;
                completed += ghost.Completed;
                ids = Math.Max(ids, ghost.IdsSkipped);
                skipped = Math.Max(skipped, ghost.Skipped);
                twice = Math.Max(twice, ghost.AcceptedTwice);
                refused = Math.Max(refused, ghost.Refused);
            });

        // The histories are worth something only if all of it happens in them: in so many that
        // none of it can fail to. What is rarer has a history of its own below.
        var told = $"{takeovers} takeovers, {synced} synced, {stale} stale, {completed} complete; "
            + $"at most {ids} message IDs, {skipped} numbers, {twice} twice, {refused} refused";
        Assert.True(synced > 0 && stale > 0 && completed > 0, told);
        Assert.True(takeovers > synced + stale, told);
        Assert.True(twice == 0 || policy == ReplayPolicy.Bounded, told);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict, 0)]
    [InlineData(ReplayPolicy.Bounded, 64)]
    public void What_was_accepted_beyond_the_floor_is_accepted_twice(
        ReplayPolicy policy, uint exposed)
    {
        // Carol sends until everything more would have to wait; alice dies before moon hears of
        // another floor, and somebody replays all of it.
        var (world, traffic, ghost) = Begin(policy);
        Assert.Equal(
            policy == ReplayPolicy.Bounded ? exposed : 64,
            world[0]!.Config.Replication.Settings.Exposed);
        traffic.Receive(0, 5);
        world.Settle();
        traffic.Receive(0, 1_000);
        IsTakenOverSynced(world, ghost);
        Assert.Equal(exposed, ghost.AcceptedTwice);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict)]
    [InlineData(ReplayPolicy.Bounded)]
    public void What_was_granted_and_not_used_is_skipped_and_refused(ReplayPolicy policy)
    {
        // The floor lies 50 ahead of what carol had sent, and she goes on from there; the lease
        // lies 100 ahead of the three packets that alice has sent.
        var (world, traffic, ghost) = Begin(policy);
        traffic.Receive(0, 5);
        world.Settle();
        traffic.Send(0, 3);
        IsTakenOverSynced(world, ghost);
        traffic.Receive(1, 60);
        world.Run(1);
        Assert.Equal(50u, ghost.Refused);
        Assert.Equal(97u, ghost.Skipped);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict)]
    [InlineData(ReplayPolicy.Bounded)]
    public void A_stale_member_skips_message_IDs(ReplayPolicy policy)
    {
        var (world, _, ghost) = Begin(policy);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(10);
        world.Crash(0);
        world.Run(10);
        Assert.Equal((2, 0, 1), (ghost.Takeovers, ghost.Synced, ghost.Stale));
        Assert.True(ghost.IdsSkipped > 0);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict)]
    [InlineData(ReplayPolicy.Bounded)]
    public void A_jump_over_what_a_member_did_alone_is_kept_by_whoever_reigns_next(
        ReplayPolicy policy)
    {
        // Alice serves alone, and dies; moon jumps over what she may have used, and uses nothing;
        // alice starts anew, is synced, and reigns: where moon began, not where she had been.
        var (world, traffic, ghost) = Begin(policy);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(10);
        for (var i = 0; i < 5; i++)
        {
            traffic.Send(0, 400);
            traffic.Receive(0, 400);
            world.Settle();
        }

        world.Crash(0);
        world.Run(10);
        Assert.Equal((2, 0, 1), (ghost.Takeovers, ghost.Synced, ghost.Stale));
        world.Cuts.Clear();
        world.Start(0);
        world.Run(30);
        Assert.Equal((3, 1, 1), (ghost.Takeovers, ghost.Synced, ghost.Stale));
        Assert.Equal((0u, 0u), (ghost.AcceptedTwice, traffic.Reused));
    }

    [Fact]
    public void A_takeover_that_the_same_step_ends_is_reported_as_it_began()
    {
        // Moon is stale, and waits for answers. She sleeps over the end of that, and is told that
        // she lost a vote: time acts first, so she reigns, and stops at once.
        var (world, _, ghost) = Begin(ReplayPolicy.Strict);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(10);
        world.Crash(0);
        for (var i = 0; i < 1_000 && !IsWaiting(world); i++)
        {
            if (world.OnTheWay.Count > 0)
            {
                world.Arrive(0);
            }
            else
            {
                world.Pass();
            }
        }

        Assert.True(IsWaiting(world));
        Assert.Equal(1, ghost.Takeovers);
        world.Sleep(2);
        world.Replicate(1, new SaReplication.Input.LostVote());
        Assert.Equal((2, 1), (ghost.Takeovers, ghost.Stale));
        Assert.False(world[1]!.Reigns);
        Assert.Empty(world[1]!.Addresses);

        static bool IsWaiting(ClusterWorld world) => world[1]!.State.Replication.Role
            is SaReplication.Role.Promoting { IsPersisted: true };
    }

    private static void IsTakenOverSynced(ClusterWorld world, FailoverGhost ghost)
    {
        world.OnTheWay.Clear();
        world.Crash(0);
        world.Run(10);
        Assert.Equal((2, 1, 0), (ghost.Takeovers, ghost.Synced, ghost.Stale));
        Assert.True(world[1]!.IsOpen);
    }

    private static (ClusterWorld World, ClusterTraffic Traffic, FailoverGhost Ghost) Begin(
        ReplayPolicy policy)
    {
        var world = new ClusterWorld(self => Settings(self, policy));
        _ = new ClusterGhost(world);
        var reports = new ClusterReports(world);
        var traffic = new ClusterTraffic(world);
        var ghost = new FailoverGhost(world, reports, traffic);
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        return (world, traffic, ghost);
    }

    // A block covers what the histories lease beyond what was sent.
    private static ClusterMemberConfig.Settings Settings(byte self, ReplayPolicy policy)
    {
        var settings = ClusterSettings.Of(self);
        return settings with
        {
            Replication = settings.Replication with { Replay = policy, LeaseBlock = 1_200 },
        };
    }

    private static void Pass(ClusterWorld world, ClusterTraffic traffic, int drawn)
    {
        var (member, packets) = (drawn & 1, (drawn >> 2) % 20);
        if ((drawn & 2) == 0)
        {
            traffic.Send(member, packets);
        }
        else
        {
            traffic.Receive(member, packets);
        }
    }
}
