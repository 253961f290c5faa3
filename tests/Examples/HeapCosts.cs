namespace Holdfast.Tests.Examples;

/// <summary>The measure of what is allocated sees an allocation, and nothing else.</summary>
public sealed class HeapCosts
{
    [Fact]
    public void Work_that_allocates_each_time_costs_that_much()
    {
        byte[]? kept = null;
        var one = HeapCost.Least(() => kept = new byte[1_000]);
        var ten = HeapCost.Least(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                kept = new byte[1_000];
            }
        });

        Assert.InRange(one, 1_000, 1_100);
        Assert.Equal(10 * one, ten);
        Assert.NotNull(kept);
    }

    [Fact]
    public void The_smallest_object_in_a_round_is_seen()
    {
        object? kept = null;
        Assert.InRange(HeapCost.Least(() => kept = new object()), 1, 64);
        Assert.NotNull(kept);
    }

    [Fact]
    public void What_one_round_alone_allocates_is_no_cost_of_the_work()
    {
        // The first round that is measured allocates, as a method compiled anew might.
        byte[]? kept = null;
        var times = 0;
        Assert.Equal(0, HeapCost.Least(() => kept = ++times == 2 ? new byte[1_000] : kept));
        Assert.Equal(HeapCost.Times, times);
        Assert.NotNull(kept);
    }
}
