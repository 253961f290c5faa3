using Holdfast.Codec;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>A to-the-end length never ends a type before what was read already.</summary>
public sealed class LateLengths
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_length_that_ends_before_itself_is_out_of_range(byte length)
    {
        Assert.False(LateLength.TryParse([1, 0xAA, 0xBB, length, 9, 9], out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.LengthOutOfRange, 3, "Length"), error);
    }

    [Fact]
    public void A_length_that_ends_behind_itself_is_good()
    {
        Assert.True(LateLength.TryParse([1, 0xAA, 0xBB, 4, 9, 9], out var view, out _));
        Assert.True(view.Data.IsEmpty);
        Assert.Equal(4, view.Octets.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_reach_that_ends_inside_its_own_length_is_out_of_range(byte length)
    {
        Assert.False(LateReach.TryParse([2, 7, 7, 0, length, 9], out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.LengthOutOfRange, 3, "Length"), error);
    }
}
