using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>The floor of an inbound SA, number by number.</summary>
public sealed class InboundFloors
{
    private static readonly InboundFloor Floor = InboundFloor.New(exposed: 3).Accept(40).Raise(100);

    [Fact]
    public void It_is_open_up_to_the_floor_and_what_is_exposed_beyond_it()
    {
        Assert.Equal(FloorVerdict.Open, Floor.Judge(100));
        Assert.Equal(FloorVerdict.Open, Floor.Judge(103));
        Assert.Equal(FloorVerdict.Beyond, Floor.Judge(104));
        Assert.Equal(FloorVerdict.Below, Floor.Judge(0));
        Assert.Equal(FloorVerdict.Open, Floor.Judge(1));

        var taken = InboundFloor.TakenOver(100, 3);
        Assert.Equal(FloorVerdict.Below, taken.Judge(100));
        Assert.Equal(FloorVerdict.Open, taken.Judge(101));
        Assert.Equal((100UL, 100UL, 100UL), (taken.Bottom, taken.Top, taken.Floor));
    }

    [Fact]
    public void What_was_accepted_beyond_the_floor_is_exposed()
    {
        Assert.Equal(0UL, Floor.Exposure);
        Assert.Equal(0UL, Floor.Accept(100).Exposure);
        Assert.Equal(2UL, Floor.Accept(102).Exposure);
    }

    [Fact]
    public void It_comes_down_to_what_was_accepted_and_never_goes_up_by_that()
    {
        Assert.Equal(60UL, Floor.Lower(60).Floor);
        Assert.Equal(40UL, Floor.Lower(30).Floor);
        Assert.Equal(100UL, Floor.Lower(200).Floor);
        Assert.Equal(FloorVerdict.Beyond, Floor.Lower(60).Judge(64));
    }

    [Fact]
    public void It_is_raised_by_a_higher_one_alone()
    {
        Assert.Equal(120UL, Floor.Raise(120).Floor);
        Assert.Equal(100UL, Floor.Raise(80).Floor);
    }

    [Fact]
    public void A_floor_is_far_that_lies_more_than_twice_as_far_ahead_as_it_has_to()
    {
        Assert.Null(Floor.Excess(30));
        Assert.Equal(69UL, Floor.Excess(29));
        Assert.Null(Floor.Accept(150).Excess(0));
    }

    [Fact]
    public void The_way_ahead_is_what_arrives_in_50_ms_and_no_more_than_the_block()
    {
        Assert.Equal(2UL, InboundFloor.Ahead(0, 1_000));
        Assert.Equal(2UL, InboundFloor.Ahead(59, 1_000));
        Assert.Equal(3UL, InboundFloor.Ahead(60, 1_000));
        Assert.Equal(1_000UL, InboundFloor.Ahead(1_000_000, 1_000));
    }

    [Fact]
    public void A_higher_one_is_asked_for_when_half_of_the_way_is_left()
    {
        // 60 are left: more than half of 118, half of 120.
        Assert.Null(Floor.Wanted(118, 1_000));
        Assert.Equal(160UL, Floor.Wanted(120, 1_000));

        // Never beyond the last number, and not again what there is already.
        Assert.Equal(150UL, Floor.Wanted(120, 150));
        Assert.Null(Floor.Wanted(120, 100));
    }

    [Fact]
    public void A_packet_that_waits_asks_for_a_floor_as_far_ahead_of_itself()
    {
        Assert.Equal(114UL, Floor.WantedBy(104, 10, 1_000));
        Assert.Equal(110UL, Floor.WantedBy(104, 10, 110));
        Assert.Equal(114UL, Floor.WantedBy(104, 10, 114));
        Assert.Equal(104UL, Floor.WantedBy(200, 10, 104));

        // One that may pass asks for no more than the floor wants by itself.
        Assert.Null(Floor.WantedBy(103, 10, 1_000));
        Assert.Equal(160UL, Floor.WantedBy(103, 120, 1_000));
    }

    [Fact]
    public void It_says_where_it_stands() =>
        Assert.Equal("above 0, at 40, up to 100 + 3", Floor.ToString());
}
