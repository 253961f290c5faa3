using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.7: a member that knew too little reigns, uses nothing, and hands over to one that
/// knows as much as it did. What had been used unseen stays out of use: the mend of docs/adr/0016.
/// </summary>
public sealed class Rfc6027_3_7_HandedBack
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Requirement("RFC6027-3.4-a")]
    [Requirement("RFC6027-3.5-a")]
    public void Numbers_that_a_stale_member_skipped_stay_skipped_though_it_used_none()
    {
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        Alone(group, MemberGroup.Lease(300), new Change.FloorRaised(
            MemberGroup.Child.Inbound, 200));
        Assert.Equal(StandingKind.Stale, Moved(group, 0, 1).Standing);
        group.Heal();
        group.Run(Second);
        Assert.Equal("Synced", group.PhaseOf(0));

        var back = Moved(group, 1, 0);
        Assert.Equal(StandingKind.Synced, back.Standing);
        Assert.True(back.Children[0].Outbound.Taken >= 300, $"{back.Children[0]}");
        Assert.True(back.Children[0].Octets.Used >= 300, $"{back.Children[0]}");
        Assert.True(back.Children[0].Floor.Bottom >= 200, $"{back.Children[0]}");
    }

    [Theory]
    [InlineData(IkeTraits.MessageIdSync, IkeTakeover.Synchronise)]
    [InlineData(IkeTraits.None, IkeTakeover.Reestablish)]
    [Requirement("RFC6027-3.3-a")]
    public void Message_IDs_that_are_in_doubt_are_so_to_every_member_until_they_are_agreed_on(
        IkeTraits traits, IkeTakeover action)
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All), traits);
        group.Cut(0, 2);
        Alone(group, Request(2));
        group.Crash(0);
        Assert.Equal(action, Moved(group, 0, 1).Ikes[0].Action);
        group.Run(Second);
        Assert.Equal("Synced", group.PhaseOf(2));

        var last = Moved(group, 1, 2);
        Assert.Equal((StandingKind.Synced, action), (last.Standing, last.Ikes[0].Action));
    }

    [Fact]
    [Requirement("RFC6311-5.1-b")]
    public void A_synchronisation_that_was_begun_is_begun_anew_above_it_by_the_next_member()
    {
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        group.Propose(0, 2, new Change.SyncSent(MemberGroup.Sa.Id, 9));
        group.Settle();
        var next = Moved(group, 0, 1);
        Assert.Equal(StandingKind.Synced, next.Standing);
        Assert.Equal(IkeTakeover.Synchronise, next.Ikes[0].Action);
        Assert.True(next.Ikes[0].SyncMessageId > 9, $"{next.Ikes[0]}");

        // Once both sides have agreed, IDs go on.
        group.Propose(
            1, 3, new Change.SyncSent(MemberGroup.Sa.Id, 10),
            new Change.MessageIdsSynced(MemberGroup.Sa.Id, 10, 2, Seen: 0));
        group.Run(Second);
        Assert.Equal(IkeTakeover.Resume, Moved(group, 1, 0).Ikes[0].Action);
    }

    [Fact]
    public void What_a_member_did_alone_is_in_doubt_to_all_once_one_has_heard_of_it()
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All));
        group.Cut(0, 2);
        Alone(group, Request(2));
        Moved(group, 0, 1);
        group.Propose(1, 5, new Change.SyncSent(MemberGroup.Sa.Id, 4), new
            Change.MessageIdsSynced(MemberGroup.Sa.Id, 4, 2, Seen: 0));
        group.Settle();
        Assert.False(group[2]!.Replica.Sas.Ikes.Find(MemberGroup.Sa.Key)!.IsInDoubt);

        List<Output.Contested> contested = [];
        group.OnOutput += (_, output) => contested.AddRange(
            new[] { output }.OfType<Output.Contested>());
        group.Heal();
        group.Run(Second);
        Assert.Equal(MemberGroup.Sa.Id, Assert.Single(contested).Ike);
        Assert.True(group[2]!.Replica.Sas.Ikes.Find(MemberGroup.Sa.Key)!.IsInDoubt);
        Assert.Equal(IkeTakeover.Synchronise, Moved(group, 1, 2).Ikes[0].Action);
    }

    /// <summary>
    /// A log that loses had requests 2 to 5 of alice's, and the peer may have seen none of them: the
    /// IDs are used all the same, whoever hears of it first.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC7296-2.2-a")]
    public void No_message_ID_of_a_log_that_lost_is_used_again_by_whoever_heard_of_it(bool isTold)
    {
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        Alone(group, Request(2));
        for (var id = 3U; id < 6; id++)
        {
            group.Propose(
                0, id, new Change.RequestAnswered(MemberGroup.Sa.Id, id - 1), Request(id));
        }

        // Moon knows of none of them; alice discards what she did alone.
        Assert.Equal(6U, group[0]!.Replica.Sas.Ikes.Find(MemberGroup.Sa.Key)!.NextRequest);
        var moon = Moved(group, 0, 1);
        Assert.Equal(3U, moon.Ikes[0].SyncMessageId);
        group.Reads = (_, message) =>
            !isTold && (message is SyncMessage.Orphans or SyncMessage.Hello) ? null : message;
        group.Heal();
        var reigning = 1;
        if (isTold)
        {
            group.Run(Second);
            Assert.Null(group[0]!.Untold);
        }
        else
        {
            // Connections come and go, so alice tells again and again. Moon dies before she has
            // heard, and alice takes over from the log that won.
            reigning = 0;
            for (var i = 0; i < 50; i++)
            {
                group.Run(0.01 * Second);
                group.Do(0, new Input.Connected(2));
            }

            Assert.NotNull(group[0]!.Untold);
            group.Crash(1);
            var alice = Moved(group, null, 0);
            Assert.True(
                alice.Ikes[0].Action != IkeTakeover.Synchronise
                || alice.Ikes[0].SyncMessageId > 6, $"{alice.Ikes[0]}");
        }

        var ike = group[reigning]!.Replica.Sas.Ikes.Find(MemberGroup.Sa.Key)!;
        Assert.True(ike is { IsInDoubt: true, SyncSent: >= 6 }, $"{ike}, {ike.SyncSent}");
    }

    [Fact]
    [Requirement("RFC6027-3.4-a")]
    public void Numbers_that_are_nonces_stay_unused_on_every_member_once_two_may_have_acted()
    {
        // Moon takes over without a fence, synced; alice goes on alone beside her for a while.
        var group = MemberGroup.Reigning(
            2, _ => MemberGroup.Fast(CommitRule.All), child: ChildTraits.ImplicitIv);
        group.Cut(0, 1);
        group.Run(0.4 * Second);
        var taken = Moved(group, null, 1);
        Assert.Equal(StandingKind.Synced, taken.Standing);
        Assert.True(taken.Children[0].Action.HasFlag(ChildTakeover.SendNothing));
        group.Propose(0, 2, MemberGroup.Lease(300));
        group.Run(2 * Second);
        Assert.Contains(2UL, group.Committed);
        group.Propose(1, 3, MemberGroup.Lease(300));
        group.Settle();
        Assert.DoesNotContain(3UL, group.Committed);

        group.Do(0, new Input.Authority(false));
        group.Heal();
        group.Run(Second);
        Assert.Equal("Synced", group.PhaseOf(0));

        // Handed back, so without a fence as well: what alice has sent alone is in no log.
        var back = Moved(group, 1, 0);
        Assert.Equal(StandingKind.Synced, back.Standing);
        Assert.True(back.Children[0].Action.HasFlag(ChildTakeover.SendNothing));
        Assert.True(back.Children[0].Outbound.IsSpent);
    }

    [Fact]
    [Requirement("RFC6027-3.4-a")]
    public void What_a_member_used_in_a_reign_that_counts_less_than_an_earlier_one_stays_used()
    {
        // Alice hears nobody. She hands over to moon, and moon back to her: alice's reign is the
        // later one, and has the lower epoch.
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All));
        group.Cut(0, 1);
        group.Cut(0, 2);
        var granted = 0UL;
        group.OnOutput += (_, output) => granted =
            output is Output.SendThrough through ? Math.Max(granted, through.Number) : granted;
        var moon = Moved(group, 0, 1).Epoch;
        var alice = Moved(group, 1, 0);
        Assert.True(alice.Epoch < moon, $"{alice.Epoch} behind {moon}");
        var through = alice.Children[0].Outbound.Taken;
        for (var ticket = 10UL; ticket < 25; ticket++)
        {
            group.Run(0.1 * Second);
            group.Propose(0, ticket, MemberGroup.Lease(through += 100));
        }

        // They hear each other: what alice knew goes, and moon's line is taken up.
        group.Heal();
        var again = Moved(group, 0, 0);
        Assert.True(
            again.Children[0].Outbound.Taken >= granted,
            $"{again.Standing}, {again.Children[0].Outbound} behind {granted}");
    }

    /// <summary>
    /// What docs/adr/0026 leaves open, as it is: alice is cut off for long, and reigns behind moon in
    /// a lower epoch, from what she knew when she was cut off. Whoever takes over in moon's line,
    /// moon herself or carol, knew everything a shorter time ago than alice, and lands below her.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_two_lines_that_do_not_hear_each_other_numbers_meet_and_nothing_else_does(int next)
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All));
        group.Cut(0, 1);
        group.Cut(0, 2);
        var granted = 0UL;
        group.OnOutput += (_, output) => granted =
            output is Output.SendThrough through ? Math.Max(granted, through.Number) : granted;
        var moon = Moved(group, 0, 1).Epoch;
        group.Run(20 * Second);
        var alice = Moved(group, 1, 0);
        Assert.True(alice.Epoch < moon, $"{alice.Epoch} behind {moon}");
        Assert.Equal(0UL, granted);

        // Nobody is synced any more when alice is granted a number.
        group.Run(0.5 * Second);
        Assert.Equal(("Solo", "Stale"), (group.PhaseOf(0), group.PhaseOf(2)));
        group.Propose(0, 9, MemberGroup.Lease(alice.Children[0].Outbound.Taken + 100));
        group.Settle();
        Assert.True(granted > 20_000, $"{granted}");

        var last = Moved(group, 0, next);
        Assert.True(last.Children[0].Outbound.Taken < granted, "then mend docs/adr/0026");

        // Nonces are of the epoch, message IDs are agreed on first, and the SA is rekeyed.
        Assert.Equal(StandingKind.Stale, last.Standing);
        Assert.NotEqual(alice.Epoch, last.Epoch);
        Assert.Equal(IkeTakeover.Synchronise, last.Ikes[0].Action);
        Assert.True(last.Children[0].Action.HasFlag(ChildTakeover.Rekey));

        // Once they hear each other, the numbers that alice used stay used with alice.
        group.Heal();
        group.Run(Second);
        Assert.Equal("Synced", group.PhaseOf(0));
    }

    private static Change Request(uint id) =>
        new Change.RequestSent(MemberGroup.Sa.Id, new(id, [new([1])], default));

    /// <summary>Alice is cut off from moon, and goes on alone.</summary>
    private static void Alone(MemberGroup group, params ReadOnlySpan<Change> changes)
    {
        group.Cut(0, 1);
        group.Propose(0, 2, changes);
        group.Run(2 * Second);
        Assert.Equal("Solo", group.PhaseOf(0));
        Assert.Contains(2UL, group.Committed);
    }

    /// <summary>The first hop moves; what the takeover says.</summary>
    private static Takeover Moved(MemberGroup group, int? from, int to)
    {
        Takeover? takeover = null;
        group.OnOutput += (at, output) =>
            takeover = at == to && output is Output.Reign reign ? reign.Takeover : takeover;
        if (from is { } left)
        {
            group.Do(left, new Input.Authority(false));
            group.Settle();
        }

        group.Do(to, new Input.Authority(true));
        group.Run(Second);
        Assert.NotNull(takeover);
        return takeover;
    }
}
