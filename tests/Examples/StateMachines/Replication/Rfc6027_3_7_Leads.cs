using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using static Holdfast.Tests.Properties.StateMachines.Replication.MemberGroup;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.7: by how much further a member jumps that was stopped and may have missed what
/// another one used (docs/adr/0020).
/// </summary>
public sealed class Rfc6027_3_7_Leads
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Cut off, alice is stopped by moon, reigns again with a jump, and is stopped once more: what
    /// she has used lies further on by what she had jumped.
    /// </summary>
    [Fact]
    public void Who_is_stopped_twice_jumps_further_by_both()
    {
        var group = Reigning(2, _ => Fast(CommitRule.All));
        group.Part(_ => true);
        group.Run(2 * Second);
        var first = Stopped(group, 10);
        Assert.InRange(first, 3 * Second, 3.1 * Second);

        group.Run(2 * Second);
        Assert.Equal("Solo", group.PhaseOf(0));
        var second = Stopped(group, 12);
        Assert.InRange(second, (4 * Second) + first, (4.1 * Second) + first);
    }

    /// <summary>Alone for longer than knowledge is of use, she is at most so far ahead.</summary>
    [Fact]
    public void A_lead_grows_no_longer_than_what_is_known_is_of_use()
    {
        var group = Reigning(2, _ => Fast(CommitRule.All) with { StaleFor = 5 * Second });
        group.Part(_ => true);
        group.Run(20 * Second);

        Assert.Equal(6 * Second, Stopped(group, 10));
    }

    /// <summary>Whoever leaves by itself has not been stopped by a reign that it did not hear of.
    /// </summary>
    [Fact]
    public void Who_leaves_by_itself_does_not_add_what_it_jumped_before()
    {
        var group = Reigning(2, _ => Fast(CommitRule.All));
        group.Part(_ => true);
        group.Run(2 * Second);
        var first = Stopped(group, 10);
        group.Run(2 * Second);
        group.Do(0, new Input.Authority(false));

        Assert.InRange(group[0]!.Lead, 5 * Second, 5.1 * Second);
        Assert.True(group[0]!.Lead < first + (4 * Second));
    }

    /// <summary>Who slept, and is told of another reign, does not know when that one began.
    /// </summary>
    [Fact]
    public void Who_is_stopped_while_it_proves_its_reign_is_ahead_by_the_time_of_a_synced_member()
    {
        var group = Reigning(2, _ => Fast(CommitRule.All));
        var config = group.ConfigOf(0);
        var woken = group.Now + (5 * Second);
        var proving = SaReplication.Step(config, group[0]!, woken, new Input.Tick()).State;
        Assert.IsType<SaReplication.Role.Proving>(proving.Role);

        var stopped = SaReplication.Step(
            config, proving, woken, new Input.Received(2, Higher(group, 10))).State;
        Assert.Equal(config.Settings.SyncedFor, stopped.Lead);
    }

    private static TimeSpan Stopped(MemberGroup group, uint reign)
    {
        group.Do(0, new Input.Received(2, Higher(group, reign)));
        return group[0]!.Lead;
    }

    private static SyncMessage.Fence Higher(MemberGroup group, uint reign) =>
        new(new(new(reign, 2), group.ConfigOf(1).Settings.Start.Boot));
}
