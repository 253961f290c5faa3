using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>Each row of the table of replication: from, event, to, actions.</summary>
public sealed class ReplicationRows
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Joining_and_the_end_of_a_whole_snapshot_knows_it_all_and_says_so()
    {
        var pair = Snapshot(out var end);
        pair.Hear(1, end);

        Assert.NotEqual("Joining", pair.PhaseOf(1));
        Assert.Equal(pair[0].Replica.Sas, pair[1].Replica.Sas);
        var told = Assert.Single(Said<SyncMessage.Acknowledgement>(pair, 1));
        Assert.Equal(pair[0].Replica.Last, told.Last);

        // Ready once the active member has heard that, and says that it waits for it.
        pair.Run(Second);
        Assert.Equal("Synced", pair.PhaseOf(1));
    }

    [Fact]
    public void Joining_and_the_end_of_a_snapshot_with_another_digest_asks_for_all_again()
    {
        var pair = Snapshot(out var end);
        var before = pair[1].Replica;
        pair.Hear(1, end with { Digest = default });

        Assert.Equal("Joining", pair.PhaseOf(1));
        Assert.Equal(before, pair[1].Replica);

        // Not in the same breath: what reads it would read it the same way again.
        Assert.Empty(Said<SyncMessage.RepairAll>(pair, 1));
        var wait = Assert.Single(pair.Outputs[1].OfType<Output.CannotFollow>()).RetryIn;
        Assert.Equal(Second, wait);
        pair.Run(wait);
        Assert.Single(Said<SyncMessage.RepairAll>(pair, 1));
    }

    [Fact]
    public void Ready_and_the_next_fact_folds_it_and_says_how_far_it_is()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        var fact = Assert.IsType<SyncMessage.Fact>(pair.OnTheWay.Dequeue().Message);
        pair.Clear();
        pair.Hear(1, fact);

        Assert.Equal("Synced", pair.PhaseOf(1));
        Assert.Equal(100UL, Known(pair, 1).SentThrough);
        Assert.Equal(
            fact.Entry.Position, Assert.Single(Said<SyncMessage.Acknowledgement>(pair, 1)).Last);
    }

    [Fact]
    public void Ready_and_a_fact_with_a_gap_before_it_asks_for_what_is_missing()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Propose(3, new Change.Leased(MemberPair.Child.Inbound, 200, 200));
        pair.OnTheWay.Dequeue();
        var second = pair.OnTheWay.Dequeue().Message;
        var last = pair[1].Replica.Last;
        pair.Clear();
        pair.Hear(1, second);

        Assert.Equal(last, pair[1].Replica.Last);
        Assert.Empty(Said<SyncMessage.Acknowledgement>(pair, 1));

        // It asks by the next heartbeat, which says how far the log is.
        pair.Run(pair.Config.Settings.Heartbeat);
        Assert.Equal(last, Said<SyncMessage.RepairAfter>(pair, 1).First().Last);
        Assert.Equal(200UL, Known(pair, 1).SentThrough);
    }

    [Fact]
    public void Active_and_the_end_of_a_child_that_is_acknowledged_lets_in_what_waits()
    {
        var pair = MemberPair.Reigning();
        pair.Clear();
        pair.Propose(2, new Change.ChildDown(MemberPair.Child.Inbound));

        // Until then whoever takes over would accept on it what is accepted here.
        Assert.Empty(pair[0].Replica.Sas.Children);
        Assert.DoesNotContain(pair.Outputs[0], output => output is Output.ChildEnded);

        pair.Settle();
        Assert.Equal(
            [new Output.ChildEnded(MemberPair.Child.Inbound), new Output.Committed(2)],
            pair.Outputs[0].Where(output => output is Output.ChildEnded or Output.Committed));
        Assert.DoesNotContain(pair.Outputs[1], output => output is Output.ChildEnded);
    }

    [Fact]
    public void Ready_and_another_digest_is_no_longer_ready_and_takes_a_snapshot()
    {
        var pair = MemberPair.Reigning();
        pair.Hear(1, new SyncMessage.DigestReport(
            pair[0].Seen, pair[0].Replica.Index, default));

        Assert.NotEqual("Synced", pair.PhaseOf(1));
        Assert.NotEmpty(Said<SyncMessage.RepairAll>(pair, 1));
        Assert.Contains(pair.Outputs[1], output => output is Output.Diverged);
    }

    [Fact]
    public void Ready_and_the_active_member_lost_with_authority_takes_over_in_the_next_epoch()
    {
        var pair = MemberPair.Reigning();
        var before = pair[0].Seen.Epoch;
        pair.Crash(0);
        pair.Run(Second);
        pair.Do(1, new Input.Authority(true));

        Assert.Equal(
            new Epoch(before.Reign + 1, 2),
            Assert.Single(pair.Outputs[1].OfType<Output.PersistEpoch>()).Epoch);
        var takeover = Assert.Single(pair.Outputs[1].OfType<Output.Reign>()).Takeover;
        Assert.Equal(StandingKind.Synced, takeover.Standing);
        Assert.Equal(IkeTakeover.Resume, takeover.Ikes[0].Action);
    }

    [Fact]
    public void Stale_and_the_active_member_lost_with_authority_takes_over_with_a_jump()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Settle();
        pair.Run(pair.Config.Settings.SyncedFor, isCut: true);
        Assert.Equal("Stale", pair.PhaseOf(1));
        pair.Crash(0);
        pair.Run(Second);
        pair.Do(1, new Input.Authority(true));
        pair.Run(Second);

        var takeover = Assert.Single(pair.Outputs[1].OfType<Output.Reign>()).Takeover;
        Assert.Equal(StandingKind.Stale, takeover.Standing);
        Assert.Equal(IkeTakeover.Synchronise, takeover.Ikes[0].Action);
        Assert.True(takeover.Children[0].Action.HasFlag(ChildTakeover.Rekey));
        Assert.True(takeover.Children[0].Outbound.Taken > 100);
    }

    [Fact]
    public void Ready_and_the_active_member_lost_without_authority_waits()
    {
        var pair = MemberPair.Reigning();
        pair.Crash(0);
        pair.Run(TimeSpan.FromMinutes(1));

        Assert.Empty(pair.Outputs[1].OfType<Output.PersistEpoch>());
        Assert.Equal("Stale", pair.PhaseOf(1));
    }

    [Fact]
    public void Safety_first_does_not_take_over_without_a_fence()
    {
        var pair = MemberPair.Reigning(new() { Solo = SoloPolicy.SafetyFirst });
        pair.Crash(0);
        pair.Do(1, new Input.Authority(true));
        pair.Run(TimeSpan.FromMinutes(1));

        // It asks, and nobody answers: it goes on asking, and reigns no more than before.
        Assert.Empty(pair.Outputs[1].OfType<Output.Reign>());
        Assert.Equal("Promoting", pair.PhaseOf(1));

        pair.Do(1, new Input.FenceConfirmed(1, SaReplication.StartOf(pair[1], 1), IsOff: true));
        Assert.Single(pair.Outputs[1].OfType<Output.Reign>());
    }

    [Fact]
    public void Taking_over_and_safe_counters_reigns_above_all_that_was_leased()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Settle();
        pair.Crash(0);
        pair.Run(Second);
        pair.Do(1, new Input.Authority(true));

        var plan = Assert.Single(pair.Outputs[1].OfType<Output.Reign>()).Takeover.Children[0];
        Assert.Equal(100UL, plan.Outbound.Taken);
        Assert.Contains(pair.PhaseOf(1), (string[])["Active", "Solo"]);
        var at = pair.Outputs[1].FindIndex(output => output is Output.PersistEpoch);
        Assert.True(at < pair.Outputs[1].FindIndex(output => output is Output.Reign));
    }

    [Fact]
    public void Active_and_a_lease_that_nobody_acknowledges_sends_no_further_until_it_is_alone()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Run(pair.Config.Settings.SyncedFor - Second, isCut: true);
        Assert.Empty(pair.Outputs[0].OfType<Output.SendThrough>());

        // RFC 6027 §3.4: what the standby may take over with is not used; then it is stale.
        pair.Run(pair.Config.SoloAfter, isCut: true);
        Assert.Equal("Stale", pair.PhaseOf(1));
        Assert.Equal(100UL, Assert.Single(pair.Outputs[0].OfType<Output.SendThrough>()).Number);
    }

    [Fact]
    public void Active_and_a_lease_that_is_acknowledged_sends_on()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        Assert.Empty(pair.Outputs[0].OfType<Output.SendThrough>());

        pair.Settle();
        Assert.Equal(100UL, Assert.Single(pair.Outputs[0].OfType<Output.SendThrough>()).Number);
    }

    [Fact]
    public void Active_and_a_higher_epoch_stops_at_once()
    {
        var pair = MemberPair.Reigning();
        var higher = new Term(new(pair[0].Seen.Epoch.Reign + 1, 2), new(2));
        pair.Hear(0, new SyncMessage.Fence(higher));

        Assert.Equal(
            SaReplication.StopReason.HigherEpoch,
            Assert.Single(pair.Outputs[0].OfType<Output.Stop>()).Why);
        Assert.Equal("Stale", pair.PhaseOf(0));
        Assert.Equal(higher, pair[0].Seen);

        pair.Clear();
        pair.Propose(3, new Change.Leased(MemberPair.Child.Inbound, 300, 300));
        Assert.Equal(
            Refusal.NotActive, Assert.Single(pair.Outputs[0].OfType<Output.Refused>()).Why);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Active_and_a_higher_epoch_of_a_start_that_is_over_claims_one_beyond(bool isTold)
    {
        // Whoever starts says what its store has; who hears so tells it on, without a start too.
        var pair = MemberPair.Reigning();
        var over = new Term(new(pair[0].Seen.Epoch.Reign + 3, 2), default);
        pair.Hear(0, isTold
            ? new SyncMessage.Hello(new(new(99), 2, over.Epoch, StoreCondition.Kept), over)
            : new SyncMessage.Fence(over));

        Assert.Equal(
            SaReplication.StopReason.HigherEpoch,
            Assert.Single(pair.Outputs[0].OfType<Output.Stop>()).Why);
        Assert.Equal("Promoting", pair.PhaseOf(0));
        Assert.Equal(
            new Epoch(over.Epoch.Reign + 1, 1),
            Assert.Single(pair.Outputs[0].OfType<Output.PersistEpoch>()).Epoch);
    }

    [Fact]
    public void Active_and_a_drain_ends_what_is_open_pushes_its_state_and_hands_over()
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        List<ClusterMember.Output> said = [];
        world.OnOutput += (host, output) =>
        {
            if (host.Config.Set.Self == 1)
            {
                said.Add(output);
            }
        };
        world.Do(0, new ClusterMember.Input.AtDrain(new MemberDrain.Input.Leave()));
        world.Run(10);

        int[] order =
        [
            said.FindIndex(one => one is ClusterMember.Output.OfDrain(
                MemberDrain.Output.CloseDoors)),
            said.FindIndex(one => one is ClusterMember.Output.OfDrain(
                MemberDrain.Output.PushState)),
            said.FindIndex(one => one is ClusterMember.Output.OfDrain(
                MemberDrain.Output.Yield)),
            said.FindIndex(one => one is ClusterMember.Output.OfReplication(Output.Stop)),
        ];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.True(world[1]!.IsOpen);
        Assert.Equal(
            world[0]!.State.Replication.Replica.Sas.Children.Count,
            world[1]!.State.Replication.Replica.Sas.Children.Count);
    }

    /// <summary>Moon starts anew beside alice who reigns, and has all of a snapshot but its end.
    /// </summary>
    private static MemberPair Snapshot(out SyncMessage.SnapshotEnd end)
    {
        var pair = MemberPair.Reigning();
        pair.Hear(1, new SyncMessage.DigestReport(
            pair[0].Seen, pair[0].Replica.Index, default));
        SyncMessage.SnapshotEnd? last = null;
        while (pair.OnTheWay.TryDequeue(out var said))
        {
            if (said.Message is SyncMessage.SnapshotEnd found)
            {
                last = found;
                continue;
            }

            pair.Do(said.To - 1, new Input.Received((byte)(said.From + 1), said.Message));
        }

        Assert.NotNull(last);
        Assert.Equal("Joining", pair.PhaseOf(1));
        pair.Clear();
        end = last;
        return pair;
    }

    private static ChildSa Known(MemberPair pair, int member) =>
        pair[member].Replica.Sas.Children.Find(MemberPair.Child.Inbound.Value)!;

    private static IEnumerable<T> Said<T>(MemberPair pair, int member)
        where T : SyncMessage =>
        pair.Outputs[member].OfType<Output.Send>().Select(send => send.Message).OfType<T>();
}
