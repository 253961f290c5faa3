using Holdfast.Codec;
using Holdfast.Codec.Generated;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>What generated views call: places, blocks and bodies, each by itself.</summary>
public sealed class PartsOfViews
{
    private static readonly byte[] Some = [1, 2, 3, 4];

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(-1, -1)]
    public void A_part_of_no_view_is_never_read(int start, int length) =>
        Assert.Throws<InvalidOperationException>(() => At.Part(Some, start, length).Length);

    [Fact]
    public void A_part_is_its_octets_and_may_be_none()
    {
        for (var start = 0; start <= Some.Length; start++)
        {
            for (var length = 0; start + length <= Some.Length; length++)
            {
                Assert.Equal(
                    Some[start..(start + length)], At.Part(Some, start, length).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Blocks_are_gone_through_from_the_first_to_the_last(int size)
    {
        var blocks = new OctetBlocks(Some, size);
        var seen = new List<byte[]>();
        foreach (var block in blocks)
        {
            seen.Add(block.ToArray());
        }

        Assert.Equal(size == 0 ? [] : Some.Chunk(size), seen);
        Assert.Equal(seen.Count, blocks.Count);
    }

    /// <summary>A body is whole: it neither lacks octets nor leaves any.</summary>
    [Fact]
    public void A_body_of_what_depends_on_facts_is_all_of_its_octets()
    {
        Assert.True(Lift.TryBody<TinyBlock, int>(Some, 4, 7, "Body", out var view, out var error));
        Assert.Equal((4, default), (view.Octets.Length, error));

        Assert.False(Lift.TryBody<TinyBlock, int>(Some, 3, 7, "Body", out view, out error));
        Assert.Equal(
            (0, new DecodeError(DecodeFault.TrailingOctets, 10, "Body")),
            (view.Octets.Length, error));

        Assert.False(Lift.TryBody<TinyBlock, int>(Some, 6, 7, "Body", out _, out error));
        Assert.Equal(new DecodeError(DecodeFault.LengthOutOfRange, 11, "Block"), error);

        Assert.False(Lift.TryBody<TinyBlock, int>(
            (byte[])[4, 0], 2, 7, "Body", out _, out error));
        Assert.Equal(new DecodeError(DecodeFault.UnknownTag, 7, "Block"), error);
    }
}
