using Holdfast.Simulation.Simulator.Watching;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Numbers as intervals: what is there is there, in any order of coming.</summary>
public sealed class NumberSets
{
    [Fact]
    public void Numbers_in_any_order_are_taken_once_each()
    {
        var order = new Random(3);
        var numbers = Enumerable.Range(0, 500).Select(number => (ulong)number)
            .OrderBy(_ => order.Next()).ToArray();
        var set = new NumberSet();

        Assert.All(numbers, number => Assert.True(set.Add(number)));
        Assert.All(numbers, number => Assert.False(set.Add(number)));
        Assert.Equal((500ul, 499ul), (set.Count, set.Highest));
    }

    [Fact]
    public void Both_ends_of_all_numbers_are_numbers()
    {
        var set = new NumberSet();

        Assert.True(set.Add(ulong.MaxValue) && set.Add(0) && set.Add(ulong.MaxValue - 1));
        Assert.False(set.Add(ulong.MaxValue) || set.Add(0));
        Assert.Null(new NumberSet().Highest);
    }
}
