using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3: what a member learns from fences. One that has reigned, and may not go on alone,
/// knows that its reign is over, and not who came after it: only the ends of all others say that
/// nobody did.
/// </summary>
public sealed class FencesOfOthers
{
    [Fact]
    public void Who_has_reigned_knows_that_nobody_reigns_once_all_others_are_fenced()
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All) with
        {
            Solo = SoloPolicy.SafetyFirst,
        });
        group.Do(0, new Input.LostVote());
        Assert.False(AsStandby(group).IsOver);

        group.Do(0, Fence(group, 2));
        Assert.False(AsStandby(group).IsOver);
        Assert.Equal([(byte)2], AsStandby(group).Fenced.Select(start => start.Member));

        // The same fence twice is one.
        group.Do(0, Fence(group, 2));
        Assert.False(AsStandby(group).IsOver);
        Assert.Single(AsStandby(group).Fenced);

        group.Do(0, Fence(group, 3));
        Assert.True(AsStandby(group).IsOver);
    }

    [Fact]
    public void Who_follows_another_one_learns_from_its_fence_alone()
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.All));
        group.Do(1, new Input.FenceConfirmed(
            3, SaReplication.StartOf(group[1]!, 3), IsOff: true));
        Assert.False(((Role.Standby)group[1]!.Role).IsOver);
        group.Do(1, new Input.FenceConfirmed(
            1, SaReplication.StartOf(group[1]!, 1), IsOff: true));
        Assert.True(((Role.Standby)group[1]!.Role).IsOver);
    }

    private static Role.Standby AsStandby(MemberGroup group) =>
        Assert.IsType<Role.Standby>(group[0]!.Role);

    private static Input.FenceConfirmed Fence(MemberGroup group, byte member) =>
        new(member, SaReplication.StartOf(group[0]!, member), IsOff: true);
}
