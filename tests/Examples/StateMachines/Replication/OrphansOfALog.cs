using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>RFC 6027 §3.7: what a member tells of a log that it discards.</summary>
public sealed class OrphansOfALog
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The CHILD SA that is the last fact of both was made by both: that the other one has deleted it
    /// since makes it no orphan, as it does one that was made alone.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_CHILD_SA_is_one_if_it_came_behind_the_last_fact_of_both(bool isAlone)
    {
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        var made = MemberGroup.Child with { Inbound = new(0x0100_0302), Keys = new(22) };
        if (isAlone)
        {
            group.Cut(0, 1);
        }

        group.Propose(0, 2, new Change.ChildUp(made));
        group.Settle();
        Assert.Equal(
            group[0]!.Replica.Last.Index,
            group[0]!.Replica.Sas.Children.Find(made.Key)!.Born.Index);
        Assert.Equal(isAlone, group[0]!.Replica.Last != group[1]!.Replica.Last);

        group.Cut(0, 1);
        group.Propose(0, 3, new Change.RequestSent(
            MemberGroup.Sa.Id, new(2, [new([1])], default)));
        group.Run(2 * Second);
        Assert.Equal("Solo", group.PhaseOf(0));
        group.Do(0, new Input.Authority(false));
        group.Do(1, new Input.Authority(true));
        group.Run(Second);
        if (!isAlone)
        {
            group.Propose(1, 4, new Change.ChildDown(made.Inbound));
            group.Run(Second);
        }

        List<SyncMessage.Orphans> told = [];
        group.Reads = (_, message) =>
        {
            told.AddRange(new[] { message }.OfType<SyncMessage.Orphans>());
            return message;
        };
        group.Heal();
        group.Run(Second);
        Assert.False(group[0]!.Replica.Sas.Children.TryFind(made.Key, out _));
        Assert.NotEmpty(told);
        Assert.All(told, orphans => Assert.Equal(MemberGroup.Sa.Id, orphans.Contested[0].Ike));
        Assert.All(told, orphans => Assert.Equal(isAlone ? [made.Inbound] : [], orphans.Children));
    }
}
