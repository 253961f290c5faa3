using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using static Holdfast.Tests.Properties.StateMachines.Replication.MemberGroup;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>One active member and several standbys: when a fact takes effect, and who is asked
/// before another one reigns.</summary>
public sealed class CommitRules
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(CommitRule.All, 3, 2)]
    [InlineData(CommitRule.Majority, 3, 1)]
    [InlineData(CommitRule.One, 3, 1)]
    [InlineData(CommitRule.All, 5, 4)]
    [InlineData(CommitRule.Majority, 5, 2)]
    [InlineData(CommitRule.Majority, 4, 2)]
    [InlineData(CommitRule.One, 5, 1)]
    public void A_fact_takes_effect_with_its_nth_acknowledgement(
        CommitRule commit, int members, int needed)
    {
        for (var heard = 0; heard < members; heard++)
        {
            var group = Reigning(members, _ => Fast(commit));
            for (var at = heard + 1; at < members; at++)
            {
                group.Cut(0, at);
            }

            group.Propose(0, 2, Lease(100));
            group.Settle();
            Assert.Equal(heard >= needed, group.Committed.Contains(2));
        }
    }

    /// <summary>Where the log of that one is too short to tell it: three members, six IKE SAs and a
    /// CHILD SA.</summary>
    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void Who_is_promoted_fetches_what_another_one_knows_in_however_many_parts(
        int size, int more)
    {
        var group = Reigning(3, _ => Fast(CommitRule.Majority) with
        {
            PartMax = size,
            OpenMax = 2,
            TailMax = 2,
        });
        group.Cut(0, 1);
        group.Cut(1, 2);
        for (var ike = 1UL; ike <= 5; ike++)
        {
            group.Propose(0, ike + 1, new Change.IkeUp(Sa with
            {
                Id = new(new(0x500 + ike), new(0x600)),
                Keys = new(20 + ike),
            }));
            group.Settle();
        }

        var known = group[2]!.Replica.Sas;
        Assert.Equal((6, 1), (known.Ikes.Count, known.Children.Count));
        var asked = 0;
        group.OnOutput += (at, output) => asked +=
            at == 1 && output is Output.Send(3, SyncMessage.RepairPart) ? 1 : 0;
        group.Crash(0);
        group.Heal();
        group.Do(1, new Input.Authority(true));
        group.Run(Second);

        Assert.Equal("Active", group.PhaseOf(1));
        Assert.Equal(
            known.Ikes.Select(ike => ike.Id),
            group[1]!.Replica.Sas.Ikes.Select(ike => ike.Id));
        Assert.Equal(more, asked);
    }

    [Theory]
    [InlineData(CommitRule.All)]
    [InlineData(CommitRule.Majority)]
    [InlineData(CommitRule.One)]
    public void Nobody_waits_for_a_standby_that_has_called_itself_stale(CommitRule commit)
    {
        var group = Reigning(5, _ => Fast(commit));
        foreach (var at in (int[])[1, 2, 3, 4])
        {
            group.Cut(0, at);
        }

        group.Propose(0, 2, Lease(100));
        group.Run(group.ConfigOf(0).Settings.SyncedFor);
        Assert.DoesNotContain(2UL, group.Committed);

        group.Run(Second);
        Assert.All((int[])[1, 2, 3, 4], at => Assert.Equal("Stale", group.PhaseOf(at)));
        Assert.Contains(2UL, group.Committed);
        Assert.Equal("Solo", group.PhaseOf(0));
    }

    /// <summary>Three members: moon missed what dave acknowledged.</summary>
    [Theory]
    [InlineData(CommitRule.Majority)]
    [InlineData(CommitRule.One)]
    public void Who_takes_over_fetches_what_took_effect_without_it(CommitRule commit)
    {
        var group = Reigning(3, _ => Fast(commit));
        group.Cut(0, 1);
        group.Propose(0, 2, Lease(100));
        group.Settle();
        Assert.Contains(2UL, group.Committed);
        Assert.Equal(("Synced", 0UL, 100UL), (group.PhaseOf(1), group.Known(1), group.Known(2)));

        group.Crash(0);
        group.Run(group.ConfigOf(1).Settings.SilentAfter);
        Assert.Equal(StandingKind.Synced, Standing(group, 1));
        Assert.Equal(100UL, group.Known(1));
    }

    /// <summary>It may lack something, so it takes over with a jump.</summary>
    [Theory]
    [InlineData(CommitRule.Majority)]
    [InlineData(CommitRule.One)]
    public void Who_cannot_ask_as_many_as_it_must_is_stale_though_it_was_synced(CommitRule commit)
    {
        var group = Reigning(3, _ => Fast(commit));
        group.Crash(0);
        group.Crash(2);
        group.Run(group.ConfigOf(1).Settings.SilentAfter);
        Assert.Equal("Synced", group.PhaseOf(1));
        Assert.Equal(StandingKind.Stale, Standing(group, 1));
    }

    [Fact]
    public void With_the_rule_All_a_synced_standby_asks_nobody()
    {
        var group = Reigning(3, _ => Fast(CommitRule.All));
        group.Crash(0);
        group.Crash(2);
        group.Run(group.ConfigOf(1).Settings.SilentAfter);
        Assert.Equal(StandingKind.Synced, Standing(group, 1));
    }

    [Fact]
    public void Of_five_members_a_majority_has_to_answer()
    {
        foreach (var (down, standing) in new[]
        {
            (2, StandingKind.Synced), (3, StandingKind.Stale),
        })
        {
            var group = Reigning(5, _ => Fast(CommitRule.Majority));
            foreach (var at in Enumerable.Range(0, 5).Where(at => at != 1).Take(down))
            {
                group.Crash(at);
            }

            group.Run(group.ConfigOf(1).Settings.SilentAfter);
            Assert.Equal(standing, Standing(group, 1));
        }
    }

    /// <summary>
    /// One after the other dies, and the second one is switched off: whoever is left has the
    /// acknowledgement of all once the first one is back, which may use the keys then.
    /// </summary>
    [Fact]
    public void Who_was_switched_off_before_a_reign_keeps_nobody_from_the_keys_in_it()
    {
        var group = Reigning(3, _ => Fast(CommitRule.All));
        var stored = group[0]!.Seen.Epoch;
        group.Crash(0);
        Assert.Equal(StandingKind.Synced, Standing(group, 1));
        group.Run(Second);
        group.Crash(1);
        group.Do(
            2, new Input.FenceConfirmed(2, SaReplication.StartOf(group[2]!, 2), IsOff: true));
        Assert.Equal(StandingKind.Synced, Standing(group, 2));

        group.Restart(0, stored);
        group.Run(2 * Second);
        Assert.Equal("Synced", group.PhaseOf(0));
        group.Do(2, new Input.Authority(false));
        Assert.Equal(StandingKind.Synced, Standing(group, 0));
    }

    /// <summary>The same, and the second one is there, but hears the third one no more.</summary>
    [Fact]
    public void Who_is_synced_but_may_not_use_the_keys_yet_asks_first()
    {
        var group = Reigning(3, _ => Fast(CommitRule.All));
        var stored = group[0]!.Seen.Epoch;
        group.Crash(0);
        Assert.Equal(StandingKind.Synced, Standing(group, 2));
        group.Run(Second);
        group.Cut(1, 2);
        group.Restart(0, stored);
        group.Run(3 * Second);
        Assert.Equal(("Synced", "Stale"), (group.PhaseOf(0), group.PhaseOf(1)));
        group.Do(2, new Input.Authority(false));
        Assert.Equal(StandingKind.Synced, Standing(group, 0));
    }

    /// <summary>Gives a member the first hop, and says what it knew when it began to reign.
    /// </summary>
    private static StandingKind Standing(MemberGroup group, int at)
    {
        Takeover? takeover = null;
        group.OnOutput += (member, output) =>
            takeover = member == at && output is Output.Reign reign ? reign.Takeover : takeover;
        group.Do(at, new Input.Authority(true));
        group.Run(group.ConfigOf(at).Settings.GatherFor);
        Assert.NotNull(takeover);
        return takeover.Standing;
    }
}
