using Holdfast.Gateway.Loading;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>When questions are due.</summary>
public sealed class LoadPaces
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(10)]
    [InlineData(333)]
    [InlineData(10_000)]
    public void Whoever_comes_in_time_asks_what_the_rate_says_and_no_more(double rate)
    {
        var pace = new LoadPace(rate, Instant.FromMilliseconds(500));
        var random = new Random(1);
        var (now, asked) = (pace.Began, 0L);
        while (now < Instant.FromMilliseconds(20_500))
        {
            now += TimeSpan.FromTicks(random.Next(1, 900_000));
            asked += pace.Due(now, out pace);
            Assert.Equal((long)((now - pace.Began).TotalSeconds * rate), asked);
        }

        Assert.Equal(0UL, pace.Missed);
    }

    [Fact]
    public void The_next_one_is_due_when_it_is_said_to_be()
    {
        var pace = new LoadPace(100, Instant.Zero);
        for (var question = 1; question <= 1_000; question++)
        {
            Assert.Equal(0, pace.Due(pace.Next - TimeSpan.FromTicks(10), out _));
            Assert.Equal(1, pace.Due(pace.Next + TimeSpan.FromTicks(10), out pace));
        }
    }

    [Fact]
    public void Whoever_has_slept_asks_what_was_due_a_moment_ago_and_passes_over_the_rest()
    {
        var pace = new LoadPace(1_000, Instant.Zero);
        Assert.Equal(100, pace.Due(Instant.FromMilliseconds(5_000), out pace));
        Assert.Equal(4_900UL, pace.Missed);
        Assert.Equal(5_000UL, pace.Done);
        Assert.Equal(1, pace.Due(Instant.FromMilliseconds(5_001), out pace));
        Assert.Equal(4_900UL, pace.Missed);
    }

    [Fact]
    public void Before_it_begins_nothing_is_due() =>
        Assert.Equal(
            0, new LoadPace(1_000, Instant.FromMilliseconds(9)).Due(Instant.Zero, out _));
}
