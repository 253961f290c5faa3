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

        // The histories are worth something only if all of it happens in them.
        var told = $"{takeovers} takeovers, {synced} synced, {stale} stale, {completed} complete; "
            + $"at most {ids} message IDs, {skipped} numbers, {twice} twice, {refused} refused";
        Assert.True(synced > Runs / 4 && stale > Runs / 4, told);
        Assert.True(takeovers > synced + stale && completed > Runs / 2, told);
        Assert.True(ids > 0 && skipped > 0 && refused > 0, told);
        Assert.True(twice > 0 == (policy == ReplayPolicy.Bounded), told);
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
