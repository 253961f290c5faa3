using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>An inbound floor that rises ahead of its packets, and comes down behind them.</summary>
public sealed class PacedFloors
{
    private const uint Block = 1_000;
    private const ulong Last = uint.MaxValue;
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromMinutes(1);

    private static PacedFloor New =>
        PacedFloor.Of(InboundFloor.New(exposed: 0), PacedFloor.FewPerSecond);

    private static PacedFloor After(int packets, Instant now)
    {
        var floor = New;
        for (var number = 1UL; number <= (ulong)packets; number++)
        {
            floor = floor.Accept(number, now);
        }

        return floor.Raise((ulong)packets);
    }

    [Fact]
    public void It_is_asked_for_as_far_ahead_as_what_comes_in_50_ms()
    {
        // The rate is that of the last whole second: 400 of it, and the one that begins the next.
        var floor = After(400, Start).Accept(401, Start + TimeSpan.FromSeconds(1));
        Assert.Equal(421u, floor.Wanted(Block, Last, []));
        Assert.Equal(405u, floor.Wanted(4, Last, []));
        Assert.Equal(410u, floor.Wanted(Block, last: 410, []));
    }

    [Fact]
    public void A_pause_of_two_seconds_makes_a_rate_of_one()
    {
        var floor = After(400, Start).Accept(401, Start + TimeSpan.FromSeconds(2));
        Assert.Equal(401u, floor.Wanted(Block, Last, []));
    }

    [Fact]
    public void Of_few_packets_each_asks_for_itself_and_for_nothing_ahead()
    {
        Assert.Null(New.Wanted(Block, Last, []));
        Assert.Equal(7u, New.Wanted(Block, Last, [new(7, 0)]));
        var few = After((int)PacedFloor.FewPerSecond, Start);
        Assert.Null(few.Wanted(Block, Last, []));
        Assert.Equal(11u, few.Wanted(Block, Last, [new(11, 0)]));

        // One more in the same second, and more are expected.
        Assert.Equal(13u, few.Accept(11, Start).Wanted(Block, Last, []));
        Assert.Equal(11u, few.Raise(12).Accept(11, Start).Excess(Start, block: 0));
        Assert.Null(few.Raise(12).Accept(11, Start).Excess(Start, Block));

        // So it is until a second has passed in which few came.
        var next = few.Accept(11, Start).Raise(11).Accept(12, Start + TimeSpan.FromSeconds(1));
        Assert.Equal(14u, next.Wanted(Block, Last, []));
        var last = next.Raise(14).Accept(13, Start + TimeSpan.FromSeconds(2));
        Assert.Equal(13u, last.Excess(Start + TimeSpan.FromSeconds(2), Block));
    }

    [Fact]
    public void Where_none_are_few_two_are_asked_for_ahead_of_one()
    {
        var floor = PacedFloor.Of(InboundFloor.New(exposed: 0));
        Assert.Equal(2u, floor.Wanted(Block, Last, []));
        Assert.Equal(9u, floor.Wanted(Block, Last, [new(7, 0)]));
        floor = floor.Raise(9).Accept(1, Start);
        Assert.Equal(3u, floor.Excess(Start + TimeSpan.FromSeconds(2), Block));
        Assert.Equal(1u, floor.Excess(Start + TimeSpan.FromSeconds(2), block: 0));
    }

    [Fact]
    public void What_waits_furthest_says_how_far_and_never_beyond_the_last_number()
    {
        WaitingPacket[] waiting = [new(30, 0), new(20, 1)];
        Assert.Equal(30u, New.Wanted(Block, Last, waiting));
        Assert.Equal(29u, New.Wanted(Block, last: 29, waiting));
        Assert.Equal(402u, After(400, Start).Wanted(Block, Last, []));
        waiting = [new(430, 0), new(420, 1)];
        Assert.Equal(432u, After(400, Start).Wanted(Block, Last, waiting));
        Assert.Equal(431u, After(400, Start).Wanted(Block, last: 431, waiting));
    }

    [Fact]
    public void One_is_asked_for_at_a_time()
    {
        var floor = New.Ask(2);
        Assert.True(floor.IsRising);
        Assert.Null(floor.Wanted(Block, Last, [new(9, 0)]));
        Assert.Null(floor.Excess(Start, 0));
        Assert.False(floor.Raise(2).IsRising);
        Assert.Equal(9u, floor.Ask(0).Wanted(Block, Last, [new(9, 0)]));
    }

    [Fact]
    public void What_lies_further_ahead_than_twice_what_the_rate_asks_for_is_given_back()
    {
        var floor = After(400, Start).Raise(421);
        Assert.Null(floor.Excess(Start + TimeSpan.FromSeconds(1.9), Block));
        Assert.Equal(420u, floor.Raise(441).Excess(Start, Block));
        Assert.Equal(400u, floor.Excess(Start + TimeSpan.FromSeconds(2), Block));
        Assert.Equal(400u, floor.Excess(Start, block: 0));
        Assert.Equal(400u, floor.Lower(401).Excess(Start + TimeSpan.FromSeconds(9), Block));
        Assert.Null(floor.Lower(400).Excess(Start + TimeSpan.FromSeconds(9), Block));
    }

    [Fact]
    public void Lowered_it_lets_nothing_in_beyond_and_never_takes_back_what_was_accepted()
    {
        var floor = After(400, Start).Raise(421).Ask(500).Lower(402);
        Assert.Equal((402UL, 0UL), (floor.Through, floor.Asked));
        Assert.Equal(400UL, floor.Lower(1).Through);
        Assert.Equal(
            ulong.MaxValue,
            PacedFloor.Of(InboundFloor.New(exposed: 8)).Raise(ulong.MaxValue - 3).Through);
        Assert.Equal(18UL, PacedFloor.Of(InboundFloor.New(exposed: 8)).Raise(10).Through);
    }
}
