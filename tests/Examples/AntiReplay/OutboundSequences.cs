using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Tests.Examples.AntiReplay;

public sealed class OutboundSequences
{
    [Fact]
    [Requirement("RFC4303-3.3.3-a")]
    public void The_first_number_is_one()
    {
        var sequence = new OutboundSequence(extended: false);
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out var first));
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out var second));
        Assert.Equal((1UL, 2UL), (first, second));
    }

    [Theory]
    [Requirement("RFC4303-3.3.3-b")]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, ulong.MaxValue)]
    public void The_last_number_is_sent_and_none_after_it(bool extended, ulong last)
    {
        var sequence = new OutboundSequence(extended, last - 1);
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out _));
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out var number));
        Assert.Equal(last, number);
        Assert.Null(sequence.Next);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(SequenceVerdict.Exhausted, sequence.Take(out number));
            Assert.Equal(0UL, number);
        }
    }

    [Fact]
    public void A_lease_stops_the_numbers_until_it_is_renewed()
    {
        var sequence = new OutboundSequence(extended: true, next: 10) { LeasedThrough = 11 };
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out _));
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out _));
        Assert.Equal(SequenceVerdict.LeaseUsedUp, sequence.Take(out _));
        Assert.Equal(12UL, sequence.Next);
        sequence.LeasedThrough = 20;
        Assert.Equal(SequenceVerdict.Taken, sequence.Take(out var number));
        Assert.Equal(12UL, number);
    }
}
