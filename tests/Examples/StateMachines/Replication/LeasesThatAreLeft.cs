using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>How much the data path may do before a standby has to acknowledge more.</summary>
public sealed class LeasesThatAreLeft
{
    [Fact]
    public void The_SA_with_the_fewest_is_told_and_those_that_have_none_are_counted()
    {
        var used = SequenceLease.New(extended: true).Renew(3);
        Assert.True(used.TryTake(out _, out used));
        var fresh = SequenceLease.New(extended: false).Renew(100);
        Assert.Equal(new(1, 2, 0), LeasesLeft.Of([used]));
        Assert.Equal(new(2, 2, 0), LeasesLeft.Of([used, fresh]));
        Assert.Equal(new(2, 2, 0), LeasesLeft.Of([fresh, used]));
        Assert.Equal(new(3, 0, 1), LeasesLeft.Of([fresh, SequenceLease.New(true), used]));
        Assert.Equal(default, LeasesLeft.Of(ReadOnlySpan<SequenceLease>.Empty));
    }

    [Fact]
    public void What_may_be_accepted_lies_between_what_came_and_the_floor()
    {
        var some = InboundFloor.New(0).Raise(8).Accept(3);
        Assert.Equal(new(1, 5, 0), LeasesLeft.Of([some]));
        Assert.Equal(new(2, 5, 0), LeasesLeft.Of([some, InboundFloor.New(0).Raise(90)]));
        Assert.Equal(
            new(2, 0, 1), LeasesLeft.Of([some, InboundFloor.New(4).Raise(2).Accept(4)]));
    }
}
