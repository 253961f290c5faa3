using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Chance as a value: pinned numbers, so that no seed ever means another run.</summary>
public sealed class Draws
{
    [Fact]
    public void A_seed_and_a_purpose_give_the_same_numbers_for_ever()
    {
        var chance = Chance.Of(1, "stage");

        Assert.Equal(
            Pinned,
            string.Join(" ", Enumerable.Range(0, 3).Select(_ => chance.Next().ToString("x16"))));
    }

    [Fact]
    public void Copies_go_the_same_way_and_purposes_different_ones()
    {
        var one = Chance.Of(5, "a");
        var copy = one;
        var other = Chance.Of(5, "b");
        var (first, second, third) = (one.Next(), copy.Next(), other.Next());

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public void What_is_drawn_below_a_bound_is_below_it_and_spread()
    {
        var chance = Chance.Of(9, "spread");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[chance.Below(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.False(chance.Hits(0));
        Assert.True(chance.Hits(1_000_000));
    }

    private const string Pinned =
        "0d0f592b05fbf286 8a937663ec64e1f4 1eff82ebe0964961";
}
