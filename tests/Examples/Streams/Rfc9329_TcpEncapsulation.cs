using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Streams;

/// <summary>IKE and ESP in a TCP stream (RFC 9329 §3, §4): a prefix, then frames.</summary>
public sealed class Rfc9329_TcpEncapsulation
{
    private static readonly byte[] Stream =
    [
        .. "IKETCP"u8,
        0, 10, 0, 0, 0, 0, 1, 2, 3, 4,
        0, 2,
        0, 12, 0, 0, 0, 9, 0, 0, 0, 1, 7, 7,
    ];

    [Fact]
    public async Task Every_division_of_a_stream_gives_the_same_messages()
    {
        foreach (var pieces in Segments.Divisions(Stream))
        {
            var (messages, error) = await Read(Segments.Of(pieces));
            Assert.Null(error);
            Assert.Equal(["0000000001020304", "", "00000009000000010707"], messages);
        }
    }

    [Fact]
    public async Task A_stream_without_the_prefix_is_refused()
    {
        var (messages, error) = await Read(Segments.Of("IKEUDP"u8.ToArray()));
        Assert.Empty(messages);
        Assert.Equal(DecodeFault.FixedValueMismatch, error?.Error.Fault);
    }

    [Fact]
    public async Task A_length_that_does_not_count_itself_is_refused_where_it_stands()
    {
        var (messages, error) = await Read(Segments.Of([.. Stream, 0, 1]));
        Assert.Equal(3, messages.Count);
        Assert.Equal(DecodeFault.LengthOutOfRange, error?.Error.Fault);
        Assert.Equal(Stream.Length, error?.Octet);
    }

    private static async Task<(List<string> Messages, StreamError? Error)> Read(PipeReader pipe)
    {
        var frames = new FrameReader(pipe, ushort.MaxValue);
        var messages = new List<string>();
        var hasPrefix = false;
        while (await frames.FillAsync())
        {
            hasPrefix = hasPrefix || frames.TryRead(out TcpEncapsulationPrefix _);
            while (hasPrefix && frames.TryRead(out TcpEncapsulationFrame frame))
            {
                messages.Add(Convert.ToHexStringLower(frame.Content));
            }
        }

        return (messages, frames.Error);
    }
}
