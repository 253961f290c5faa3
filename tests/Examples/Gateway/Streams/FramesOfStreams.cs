using Holdfast.Codec;
using Holdfast.Gateway.Streams;

namespace Holdfast.Tests.Examples.Gateway.Streams;

/// <summary>RFC 9329 §3 and §4: a connection is cut into frames, however it comes.</summary>
public sealed class FramesOfStreams
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(5_000)]
    [InlineData(400_000)]
    public void Frames_are_read_whole_whatever_comes_at_once(int step)
    {
        byte[][] contents = [[], [1], Filled(300), Filled(65_533), Filled(2_047), [9, 9]];
        byte[] sent = [.. "IKETCP"u8, .. contents.SelectMany(Framed)];
        var frames = new StreamFrames(hasPrefix: true);
        List<byte[]> seen = [];
        for (var at = 0; at < sent.Length;)
        {
            var room = frames.Room();
            var count = Math.Min(Math.Min(step, room.Length), sent.Length - at);
            sent.AsSpan(at, count).CopyTo(room);
            frames.Add(count);
            at += count;
            while (frames.TryNext(out var content))
            {
                seen.Add(content.ToArray());
            }
        }

        Assert.Equal(contents, seen);
        Assert.Equal(DecodeFault.None, frames.Error.Fault);
        Assert.Equal(0, frames.Half);
    }

    [Fact]
    public void Room_grows_by_what_has_come_and_not_by_what_a_length_says()
    {
        var frames = new StreamFrames(hasPrefix: false);
        var first = frames.Room().Length;
        Give(frames, [0xFF, 0xFF, 1, 2, 3]);
        Assert.False(frames.TryNext(out _));
        Assert.Equal(5, frames.Half);
        Assert.True(frames.Room().Length <= first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_length_that_does_not_count_itself_ends_the_stream(byte length)
    {
        var frames = new StreamFrames(hasPrefix: false);
        Give(frames, [.. Framed([7]), 0, length, .. Framed([8])]);
        Assert.True(frames.TryNext(out var content));
        Assert.Equal([7], content.ToArray());
        Assert.False(frames.TryNext(out _));
        Assert.NotEqual(DecodeFault.None, frames.Error.Fault);

        // And it stays so, whatever comes.
        Give(frames, Framed([9]));
        Assert.False(frames.TryNext(out _));
    }

    [Fact]
    public void Who_begins_with_anything_else_is_no_peer()
    {
        var frames = new StreamFrames(hasPrefix: true);
        Give(frames, "GET / HTTP/1.1\r\n"u8.ToArray());
        Assert.False(frames.TryNext(out _));
        Assert.NotEqual(DecodeFault.None, frames.Error.Fault);

        var half = new StreamFrames(hasPrefix: true);
        Give(half, "IKE"u8.ToArray());
        Assert.False(half.TryNext(out _));
        Assert.Equal(DecodeFault.None, half.Error.Fault);
    }

    internal static byte[] Framed(byte[] content) =>
        [(byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static void Give(StreamFrames frames, byte[] octets)
    {
        octets.CopyTo(frames.Room());
        frames.Add(octets.Length);
    }

    private static byte[] Filled(int length) =>
        [.. Enumerable.Range(0, length).Select(at => (byte)(at * 7))];
}
