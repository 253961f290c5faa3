using Holdfast.StateMachines.Balance;
using static Holdfast.StateMachines.Balance.LoadShare;

namespace Holdfast.Tests.Examples.StateMachines.Balance;

/// <summary>When a peer that came to a member is sent on, RFC 5685 §3.</summary>
public sealed class RedirectSlack
{
    [Fact]
    public void A_member_keeps_what_is_as_far_above_the_least_loaded_one_as_it_may_be()
    {
        // 20 of 100 against 10 of 100: ten hundredths of the capacity.
        Assert.Null(Redirect(1, 7, [new(1, 20, 100, true), new(2, 10, 100, true)], 10));
        Assert.Equal(2UL, Redirect(1, 7, [new(1, 21, 100, true), new(2, 10, 100, true)], 10));

        // Less than no slack is none.
        Assert.Null(Redirect(1, 7, [new(1, 10, 100, true), new(2, 10, 100, true)], -5));
    }

    [Fact]
    public void A_member_that_takes_none_keeps_none()
    {
        Assert.Equal(2UL, Redirect(1, 7, [new(1, 0, 100, false), new(2, 99, 100, true)], 10));
        Assert.Equal(2UL, Redirect(1, 7, [new(1, 100, 100, true), new(2, 99, 100, true)], 10));
        Assert.Null(Redirect(1, 7, [new(1, 0, 100, true), new(2, 0, 0, true)], 10));
        Assert.Null(Redirect(1, 7, [new(1, 50, 100, true), new(2, 0, 100, false)], 10));
    }
}
