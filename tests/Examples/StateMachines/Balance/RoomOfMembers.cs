using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using static Holdfast.StateMachines.Balance.LoadShare;

namespace Holdfast.Tests.Examples.StateMachines.Balance;

/// <summary>Whether a peer that comes anew goes to its own member or to the least loaded one.
/// </summary>
public sealed class RoomOfMembers
{
    private const ulong Peer = 3;

    /// <summary>Member 7 would carry 12 of 100, and both together 20 of 200: a fifth above the
    /// mean.</summary>
    [Theory]
    [InlineData(11, 8, 20, 7)]
    [InlineData(11, 8, 19, 8)]
    [InlineData(11, 7, 20, 8)]
    [InlineData(12, 8, 20, 8)]
    [InlineData(9, 10, 0, 7)]
    [InlineData(11, 10, 0, 8)]
    [InlineData(11, 10, -5, 8)]
    [InlineData(99, 0, 10_000, 7)]
    public void Its_own_member_takes_a_peer_up_to_the_slack_above_the_mean(
        int own, int other, int slack, ulong to)
    {
        Items<Load> loads = [new(7, own, 100, true), new(8, other, 100, true)];
        Assert.Equal(7UL, Rendezvous.Owner(Peer, [new(7), new(8)]));
        Assert.Equal(to, Place(Peer, loads, slack));
    }

    /// <summary>The other one carries 9 of 100, and is the least loaded.</summary>
    [Theory]
    [InlineData(200, 23, 10, 7)]
    [InlineData(200, 24, 10, 8)]
    [InlineData(50, 5, 30, 7)]
    [InlineData(50, 6, 30, 8)]
    public void Parts_are_of_each_ones_capacity(int capacity, int own, int slack, ulong to) =>
        Assert.Equal(
            to,
            Place(Peer, [new(7, own, capacity, true), new(8, 9, 100, true)], slack));

    /// <summary>Who takes none is no part of the mean, nor has it room.</summary>
    [Fact]
    public void Members_that_take_none_do_not_count()
    {
        Load full = new(8, 100, 100, true), gone = new(9, 0, 100, false);
        Assert.Equal(7UL, Place(Peer, [new(7, 90, 100, true), full, gone], 0));
        Assert.Equal(7UL, Place(Peer, [new(7, -3, 100, true), full, gone], 0));
        Assert.Null(Place(Peer, [full, gone], 0));
        Assert.Null(Place(Peer, [], 0));
    }
}
