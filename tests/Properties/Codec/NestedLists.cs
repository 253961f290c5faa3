using Holdfast.Codec;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>An element is looked at once, however deep its list is nested and bad or good.</summary>
public sealed class NestedLists
{
    // Six levels, two elements in each: 64 leaves.
    private static readonly byte[] Good = Level(6);

    [Fact]
    public void A_good_leaf_is_checked_once()
    {
        Leaf.Checked = 0;
        Assert.True(Level6.TryParse(Good, out _, out _));
        Assert.Equal(64, Leaf.Checked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(63)]
    public void A_bad_leaf_is_checked_once_and_told_where_it_stands(int leaf)
    {
        var octets = Good.ToArray();
        var at = Leaves(octets)[leaf];
        octets[at] = Leaf.Bad;

        Leaf.Checked = 0;
        Assert.False(Level6.TryParse(octets, out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.ValueOutOfRange, at, "Kind"), error);
        Assert.Equal(leaf + 1, Leaf.Checked);
    }

    [Fact]
    public void A_leaf_that_is_cut_is_told_where_it_is_missing()
    {
        Assert.False(Level6.TryParse(Good.AsSpan()[..^1], out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.Truncated, 0, "Length", 1), error);
    }

    private static byte[] Level(int level) => level == 0
        ? [Leaf.Good]
        : [(byte)(2 * Level(level - 1).Length), .. Level(level - 1), .. Level(level - 1)];

    private static int[] Leaves(byte[] octets) =>
        [.. Enumerable.Range(0, octets.Length).Where(at => octets[at] == Leaf.Good)];
}
