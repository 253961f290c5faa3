using System.Text;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Tests.Examples.Reassembly;

/// <summary>One direction of a TCP connection, put in order (RFC 9293 §3.4).</summary>
public sealed class OrderedStreams
{
    private static readonly StreamLimits Limits =
        new(Streams: 3, Ready: 100, Waiting: 20, Segments: 4, Pieces: 8);

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
    public void A_stream_of_more_pieces_than_are_allowed_is_lost()
    {
        var stream = new TcpStream(0);
        for (var i = 0; i < Limits.Pieces; i++)
        {
            stream = stream.Add(Limits, (uint)i, "x"u8, i)!;
        }

        Assert.Null(stream.Add(Limits, stream.Next, "y"u8, 9));
        Assert.Null(stream.Join().Add(Limits, stream.Next, "y"u8, 9));
        Assert.NotNull(stream.Take(1, out _).Add(Limits, stream.Next, "y"u8, 9));
    }

    [Fact]
    public void Streams_are_equal_by_content_however_they_came()
    {
        var inOrder = Add(Add(new TcpStream(0), 0, "abc"), 3, "def");
        var outOfOrder = Add(Add(new TcpStream(0), 3, "def"), 0, "abc");

        Assert.Equal(inOrder, outOfOrder);
        Assert.Equal(inOrder.Join(), outOfOrder);
        Assert.Equal(inOrder.GetHashCode(), inOrder.Join().GetHashCode());
        Assert.NotEqual(inOrder, Add(Add(new TcpStream(0), 0, "abX"), 3, "def"));
        Assert.NotEqual(inOrder, Add(new TcpStream(0), 0, "abcdef"));
        Assert.NotEqual(inOrder, inOrder.Await(7));
    }

    [Fact]
    public void Enough_is_what_the_reader_awaits()
    {
        var stream = new TcpStream(0);
        Assert.False(stream.HasEnough);
        stream = Add(stream, 0, "ab");
        Assert.True(stream.HasEnough);
        stream = stream.Await(4);
        Assert.False(stream.HasEnough);
        Assert.False((stream = Add(stream, 2, "c")).HasEnough);
        Assert.True((stream = Add(stream, 3, "d")).HasEnough);
        Assert.False(stream.Take(4, out _).HasEnough);
        Assert.True(Add(stream.Take(4, out _), 4, "e").HasEnough);
    }

    [Fact]
    public void No_more_is_taken_than_is_ready()
    {
        var stream = Add(new TcpStream(0), 0, "ab");
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Take(3, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Take(-1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Await(-1));
        Assert.Equal(stream, stream.Await(0));
        Assert.Equal(stream, stream.Take(0, out var nowhere));
        Assert.Empty(nowhere);
    }

    [Fact]
    public void The_cost_of_a_segment_does_not_grow_with_what_is_ready()
    {
        // One octet a segment, and a reader that awaits a frame of 4,000.
        var stream = new TcpStream(0).Await(4000);
        void Add(int segments)
        {
            for (var i = 0; i < segments; i++)
            {
                stream = stream.Add(StreamLimits.Default, stream.Next, "x"u8, i)!;
            }
        }

        var first = HeapCost.Least(() => Add(20)) / 20;
        Add(3000);
        var late = HeapCost.Least(() => Add(20)) / 20;
        Assert.False(stream.HasEnough);
        Assert.InRange(first, 1, 512);
        Assert.Equal(first, late);
    }

    [Fact]
    public void The_cost_of_a_segment_behind_a_gap_is_bounded_by_the_segments_that_may_wait()
    {
        var cost = HeapCost.Least(() =>
        {
            var stream = new TcpStream(0);
            for (var i = 0; i < 256; i++)
            {
                stream = stream.Add(StreamLimits.Default, 1000 - (2 * (uint)i), "x"u8, i)!;
            }
        });
        Assert.InRange(cost / 256, 1, 512 + (256 * 8));
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
