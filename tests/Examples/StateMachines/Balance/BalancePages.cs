using Holdfast.StateMachines.Balance;

namespace Holdfast.Tests.Examples.StateMachines.Balance;

/// <summary>What the budgets refuse, and the pages of the machines.</summary>
public sealed class BalancePages
{
    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(PacedWork.Config.TryCreate(new() { PerSecond = 0 }, out _, out var error));
        Assert.Equal(
            "PerSecond is 0: it must be at least 1; raise PerSecond to 1", error.ToString());
        Assert.False(MemberDrain.Config.TryCreate(
            new() { PushWithin = TimeSpan.Zero }, out _, out error));
        Assert.Equal(
            "PushWithin is 0 s: it must be at least 0.1 us; raise PushWithin to 0.1 us",
            error.ToString());
        Assert.False(GroupPlan.TryCreate([1, 2, 1], [5], out _, out error));
        Assert.Equal(
            "Groups is 1 twice: it must be each once; take one 1 out of Groups",
            error.ToString());
        Assert.False(GroupPlan.TryCreate([1], [5, 6, 5], out _, out error));
        Assert.Equal("Members", error.Name);
        Assert.False(GroupPlan.TryCreate([1], [], out _, out error));
        Assert.Equal("Members", error.Name);
    }

    [Fact]
    public void Two_members_share_two_groups_and_each_stands_by_for_the_other()
    {
        Assert.True(GroupPlan.TryCreate([10, 20], [1, 2], out var plan, out _));
        var first = plan.Entries[0].Members[0];
        var second = plan.Entries[1].Members[0];
        Assert.NotEqual(first, second);
        Assert.Equal((byte)250, plan.PriorityOf(first, 10));
        Assert.Equal((byte)240, plan.PriorityOf(second, 10));
        Assert.Equal((byte)240, plan.PriorityOf(first, 20));
        Assert.Null(plan.PriorityOf(3, 10));
        Assert.Null(plan.PriorityOf(first, 30));
    }

    [Fact]
    public void Owners_are_the_same_in_every_release() => Assert.Equal(
        "8 8 7 8 9 7 8 7",
        string.Join(' ', Enumerable.Range(1, 8).Select(
            peer => Rendezvous.Owner((ulong)peer, [new(7), new(8), new(9)]))));

    [Fact]
    public void The_page_of_paced_work_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "PacedWork",
            """
            What a takeover or a drain owes to many SAs, begun in turn: here two SAs, an exchange a second, one at a time, each tried twice. Rekeys, new SAs and
            redirects share the budget; `Config.TimeFor` says beforehand within which time so many are served.
            """);
    }

    [Fact]
    public void The_page_of_a_drain_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "MemberDrain",
            """
            How an active member leaves on purpose: here with redirects (RFC 5685 §5), 2 units for what is open, 1 for the last state, 2 for the successor.
            """);
    }
}
