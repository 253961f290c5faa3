using System.Text;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Tests.Examples.Reassembly;

/// <summary>One direction of a TCP connection, put in order (RFC 9293 §3.4).</summary>
public sealed class OrderedStreams
{
    private static readonly StreamLimits Limits =
        new(Streams: 3, Ready: 100, Waiting: 20, Segments: 4);

    [Theory, InlineData(0u), InlineData(uint.MaxValue - 3)]
    public void Segments_in_any_order_become_the_stream(uint start)
    {
        (int At, string Text)[] segments = [(0, "abc"), (3, "defg"), (7, "h"), (8, "ij")];
        foreach (var order in Orders(segments.Length))
        {
            TcpStream? stream = new TcpStream(start);
            foreach (var index in order)
            {
                var (at, text) = segments[index];
                var data = Encoding.ASCII.GetBytes(text);
                stream = stream?.Add(Limits, start + (uint)at, data, index);
            }

            Assert.Equal("abcdefghij", Text(stream));
            Assert.Equal(0, stream!.Waiting);
            Assert.Equal(start + 10, stream.Next);
            stream = stream.Take(4, out var first);
            Assert.Equal([0L, 1L], first);
            stream = stream.Take(3, out var second);
            Assert.Equal([1L], second);
            stream.Take(3, out var third);
            Assert.Equal([2L, 3L], third);
        }
    }

    [Fact]
    public void Octets_that_came_before_are_passed_over()
    {
        var stream = Add(Add(new TcpStream(0), 0, "abcd"), 2, "XXef");
        Assert.Equal("abcdef", Text(stream));
        Assert.Equal("abcdef", Text(Add(stream, 0, "zzzz")));
        Assert.Equal("abcdefgh", Text(Add(Add(stream, 7, "h"), 6, "gh")));
    }

    [Fact]
    public void A_stream_that_would_hold_too_much_is_lost()
    {
        var stream = new TcpStream(0);
        Assert.Null(stream.Add(Limits, 5, new byte[21], 1));
        Assert.NotNull(stream.Add(Limits, 5, new byte[20], 1));
        Assert.Null(stream.Add(Limits, 0, new byte[101], 1));
        var waiting = Add(Add(Add(Add(stream, 2, "a"), 4, "b"), 6, "c"), 8, "d");
        Assert.Null(waiting.Add(Limits, 10, "e"u8, 1));
    }

    [Fact]
    public void The_stream_unused_for_longest_gives_way()
    {
        var table = TcpStreamTable.Empty(Limits);
        for (ushort port = 1; port <= 3; port++)
        {
            table = table.With(Flow(port), new TcpStream(port));
        }

        table = table.With(Flow(1), new TcpStream(9)).With(Flow(4), new TcpStream(4));
        Assert.Equal(3, table.Count);
        Assert.Null(table[Flow(2)]);
        Assert.Equal(9u, table[Flow(1)]?.Next);
        Assert.Null(table.With(Flow(1), null)[Flow(1)]);
    }

    [Fact]
    public void Numbered_fragments_join_when_the_last_gap_is_filled()
    {
        var key = new MessageKey(Flow(1), 7, 1);
        var (fragments, none) = MessageFragments.Empty().Add(key, 2, true, "cd"u8, 20);
        Assert.Null(none);
        (fragments, none) = fragments.Add(key with { FragmentId = 2 }, 1, false, "xx"u8, 21);
        Assert.Null(none);
        (fragments, none) = fragments.Add(key, 2, true, "ZZ"u8, 22);
        Assert.Null(none);
        (fragments, var joined) = fragments.Add(key, 1, false, "ab"u8, 23);
        Assert.Equal("abcd", Encoding.ASCII.GetString(joined!.Data.Span));
        Assert.Equal([20L, 23L], joined.Origins);
        Assert.Equal(1, fragments.Count);
    }

    [Fact]
    public void Messages_that_wait_are_bounded()
    {
        var fragments = MessageFragments.Empty();
        for (ushort id = 0; id < 500; id++)
        {
            var key = new MessageKey(Flow(1), 7, id);
            fragments = fragments.Add(key, 1, false, "x"u8, id).Fragments;
            Assert.InRange(fragments.Count, 1, MessageFragments.MostMessages);
        }

        var large = new byte[40_000];
        var same = new MessageKey(Flow(1), 7, 1);
        fragments = MessageFragments.Empty().Add(same, 1, false, large, 1).Fragments;
        fragments = fragments.Add(same, 2, false, large, 1).Fragments;
        Assert.Equal(0, fragments.Count);
    }

    private static FlowKey Flow(ushort port) => new(1, 2, port, 4500);

    private static TcpStream Add(TcpStream stream, uint sequence, string text) =>
        stream.Add(Limits, sequence, Encoding.ASCII.GetBytes(text), 1)!;

    private static string Text(TcpStream? stream) => Encoding.ASCII.GetString(stream!.Ready.Span);

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(
            at => (int[])[.. order[..at], count - 1, .. order[at..]]));
}
