using Holdfast.Cli.Decryption;

namespace Holdfast.Tests.Examples.Cli.Keys;

/// <summary>High halves of sequence numbers, which no packet carries (RFC 4303 §2.2.1).</summary>
public sealed class SequenceNumbers
{
    [Theory]
    [InlineData(2u, 0xFFFFFFFFu, 0u, 3u)]
    [InlineData(3u, 1u, 0xFFFFFFFFu, 2u)]
    [InlineData(3u, 1000u, 2000u, 3u)]
    [InlineData(3u, 1000u, 10u, 3u)]
    [InlineData(0u, 5u, 0xFFFFFFFFu, 0u)]
    public void The_number_nearest_to_the_highest_is_tried_first(
        uint high, uint low, uint next, uint expected)
    {
        var numbers = new ExtendedNumbers(true, null);
        numbers.Accept(low, high);
        Assert.Equal(expected, numbers.Candidates(next).First());
    }

    [Fact]
    public void Until_a_packet_was_good_what_was_told_is_tried_or_the_first_ones()
    {
        Assert.Equal([7u], new ExtendedNumbers(true, 7).Candidates(1));
        Assert.Equal([0u, 1u, 2u], new ExtendedNumbers(true, null).Candidates(1).Take(3));
        Assert.Equal([null], new ExtendedNumbers(false, null).Candidates(1));
        Assert.Equal([null, 0u], new ExtendedNumbers(null, null).Candidates(1).Take(2));
    }

    [Fact]
    public void Of_an_sa_whose_packets_never_fit_few_halves_are_tried()
    {
        var numbers = new ExtendedNumbers(true, null);
        var tries = 0;
        for (var i = 0; i < 6400; i++)
        {
            tries += numbers.Candidates(1).Count();
            numbers.Refuse();
        }

        // 16 for each of the first 64, and then for each 64th: the one that fits may still come.
        Assert.Equal((64 * 16) + (99 * 16) + (99 * 63), tries);
    }
}
