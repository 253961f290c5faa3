using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Capture;

namespace Holdfast.Tests.Examples.Streams;

/// <summary>Frames of a stream, whatever pieces it arrives in.</summary>
public sealed class FrameReading
{
    private static readonly CaptureOrder Big = new(ByteOrder.Big);

    [Fact]
    public async Task Every_division_of_a_stream_gives_the_same_frames()
    {
        byte[] octets = [.. Record(3), .. Record(0), .. Record(40), .. Record(17)];
        foreach (var pieces in Segments.Divisions(octets))
        {
            var (frames, reader) = await ReadAll(Segments.Of(pieces), 100);
            Assert.Equal([3, 0, 40, 17], frames);
            Assert.Null(reader.Error);
            Assert.Equal(octets.Length, reader.Position);
        }
    }

    [Fact]
    public async Task What_was_copied_of_a_frame_in_two_pieces_is_zeroed_when_it_is_asked_for()
    {
        byte[] octets = [.. Record(0), .. Record(40)];
        var first = new Piece(octets.AsMemory(..30), 0);
        var last = new Piece(octets.AsMemory(30..), 30);
        first.Before(last);
        var reader = new FrameReader(
            PipeReader.Create(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length)), 100);
        Assert.True(await reader.FillAsync());
        Assert.True(reader.TryRead(in Big, out PcapRecord _));
        Assert.True(Zeroed(reader));
    }

    private static bool Zeroed(FrameReader reader)
    {
        Assert.True(reader.TryRead(in Big, out PcapRecord record));
        Assert.Equal(0x55, record.Octets[^1]);
        reader.Clear();
        return !record.Octets.ContainsAnyExcept((byte)0);
    }

    [Fact]
    public async Task A_cut_stream_tells_where_and_how_much_is_missing()
    {
        byte[] octets = [.. Record(3), .. Record(40)];
        for (var cut = 20; cut < octets.Length; cut++)
        {
            foreach (var pieces in Segments.Divisions(octets[..cut]))
            {
                var (frames, reader) = await ReadAll(Segments.Of(pieces), 100);
                Assert.Equal([3], frames);
                var error = Assert.NotNull(reader.Error);
                Assert.Equal(DecodeFault.Truncated, error.Error.Fault);
                Assert.Equal(19, error.Frame);
                var whole = cut - 19 < 16 ? 35 : octets.Length;
                Assert.Equal(whole - cut, error.Error.Missing);
            }
        }
    }

    [Fact]
    public async Task A_frame_beyond_the_limit_is_refused_before_it_is_waited_for()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Record(84)[..16]);
        var reader = new FrameReader(pipe.Reader, 99);
        Assert.True(await reader.FillAsync());
        Assert.False(reader.TryRead(in Big, out PcapRecord _));
        Assert.False(await reader.FillAsync());
        Assert.Equal(
            new StreamError(new DecodeError(DecodeFault.FrameTooLarge, 8, "Captured Length"), 0),
            reader.Error);
    }

    [Fact]
    public void A_limit_is_more_than_nothing()
    {
        var pipe = new Pipe().Reader;
        Assert.Throws<ArgumentNullException>(() => new FrameReader(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameReader(pipe, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameReader(pipe, 1).Skip(-1));
    }

    [Theory, InlineData(99, false), InlineData(100, true)]
    public async Task The_limit_holds_in_any_segmentation(int limit, bool fits)
    {
        foreach (var pieces in Segments.Divisions(Record(84)))
        {
            var (frames, reader) = await ReadAll(Segments.Of(pieces), limit);
            Assert.Equal(fits ? [84] : [], frames);
            Assert.Equal(fits ? null : DecodeFault.FrameTooLarge, reader.Error?.Error.Fault);
        }
    }

    [Fact]
    public async Task Memory_grows_with_what_arrives_and_not_with_what_is_claimed()
    {
        var header = Record(0);
        header[8] = 0x20;
        var pipe = PipeReader.Create(new MemoryStream(header));
        var reader = new FrameReader(pipe, int.MaxValue);
        var before = GC.GetTotalAllocatedBytes();
        Assert.True(await reader.FillAsync());
        Assert.False(reader.TryRead(in Big, out PcapRecord _));

        // The end is there: all that has come is read once more, and nothing more comes.
        Assert.True(await reader.FillAsync());
        Assert.False(reader.TryRead(in Big, out PcapRecord _));
        Assert.False(await reader.FillAsync());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 4 << 20);
        Assert.Equal(0x2000_0000, reader.Error?.Error.Missing);
    }

    /// <summary>What stands there may well parse: nothing is read on.</summary>
    [Fact]
    public async Task A_stream_that_its_reader_refuses_gives_no_frame_any_more()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync((byte[])[.. Record(3), .. Record(5)]);
        var reader = new FrameReader(pipe.Reader, 100);
        Assert.True(await reader.FillAsync());
        Assert.True(reader.TryRead(in Big, out PcapRecord _));
        var why = new DecodeError(DecodeFault.UnknownTag, 4, "Kind");
        reader.Refuse(why, 0);
        Assert.False(reader.TryPeek(in Big, out PcapRecord seen));
        Assert.True(seen.Octets.IsEmpty);
        Assert.False(reader.TryRead(in Big, out seen));
        Assert.False(reader.TryPeek(out PcapFileHeader _));
        Assert.False(reader.TryRead(out PcapFileHeader _));
        Assert.False(await reader.FillAsync());
        Assert.Equal((new StreamError(why, 0), 19L), (reader.Error, reader.Position));
    }

    [Fact]
    public async Task Octets_are_passed_over_before_they_arrive()
    {
        byte[] octets = [.. Record(40), .. Record(3)];
        foreach (var pieces in Segments.Divisions(octets))
        {
            var reader = new FrameReader(Segments.Of(pieces), 100);
            reader.Skip(56);
            var frames = await Drain(reader);
            Assert.Equal([3], frames);
            Assert.Null(reader.Error);
        }
    }

    [Fact]
    public async Task A_stream_that_ends_in_what_is_passed_over_lacks_the_rest_of_it()
    {
        foreach (var pieces in Segments.Divisions(Record(4)))
        {
            var reader = new FrameReader(Segments.Of(pieces), 100);
            reader.Skip(100);
            Assert.Empty(await Drain(reader));
            Assert.Equal(
                new StreamError(new DecodeError(DecodeFault.Truncated, 0, "", 80), 20),
                reader.Error);
        }
    }

    /// <summary>For its first octets, for the rest of its head, and for the rest of it.</summary>
    [Fact]
    public async Task Nobody_is_woken_before_what_is_missing_has_come()
    {
        byte[] octets = [.. Record(3), .. Record(40), .. Record(17)];
        foreach (var pieces in Segments.Divisions(octets))
        {
            var reader = new FrameReader(Segments.Of(pieces), 100);
            for (var frame = 0; frame < 3; frame++)
            {
                var woken = 0;
                while (!reader.TryRead(in Big, out PcapRecord _))
                {
                    Assert.True(await reader.FillAsync());
                    Assert.True(++woken <= 3, $"{frame} of {pieces.Length}");
                }
            }
        }
    }

    /// <summary>The pipe is asked for no more than twice what there is, and yet nobody is woken.
    /// </summary>
    [Fact]
    public async Task A_frame_of_many_strides_wakes_nobody_before_it_is_whole()
    {
        var octets = new byte[16 + 400_000];
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(8), 400_000);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(12), 400_000);
        var reader = new FrameReader(Segments.Of([.. octets.Chunk(5_000)]), octets.Length);
        var woken = 0;
        while (!reader.TryRead(in Big, out PcapRecord _))
        {
            Assert.True(await reader.FillAsync());
            Assert.True(++woken <= 3, $"{woken}");
        }

        Assert.Equal(octets.Length, reader.Position);
    }

    /// <summary>Nobody waits for an octet behind the last one.</summary>
    [Fact]
    public async Task A_frame_that_has_just_arrived_wakes_whoever_waits_for_it()
    {
        var pipe = new Pipe(new(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false));
        var reader = new FrameReader(pipe.Reader, 100);
        var octets = Record(4);
        await pipe.Writer.WriteAsync(octets.AsMemory(0, 16));
        Assert.True(await reader.FillAsync());
        Assert.False(reader.TryRead(in Big, out PcapRecord _));
        var waits = reader.FillAsync();
        Assert.False(waits.IsCompleted);
        await pipe.Writer.WriteAsync(octets.AsMemory(16, 3));
        Assert.False(waits.IsCompleted);
        await pipe.Writer.WriteAsync(octets.AsMemory(19));
        for (var turn = 0; turn < 100 && !waits.IsCompleted; turn++)
        {
            await Task.Yield();
        }

        Assert.True(waits.IsCompleted);
        Assert.True(await waits);
        Assert.True(reader.TryRead(in Big, out PcapRecord _));
    }

    [Fact]
    public void A_fault_is_told_by_its_octet_in_the_stream()
    {
        var cut = new StreamError(new(DecodeFault.Truncated, 3, "Length", 5), 1_000);
        Assert.Equal(1_003, cut.Octet);
        Assert.Equal("Truncated in Length at octet 1003 (5 more needed)", $"{cut}");
        var large = new StreamError(new(DecodeFault.FrameTooLarge, 3, "Length"), 1_000);
        Assert.Equal("FrameTooLarge in Length at octet 1003", $"{large}");
    }

    /// <summary>What was taken is taken, and the rest is read once somebody reads again.</summary>
    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, 100);
        await pipe.Writer.WriteAsync((byte[])[.. Record(3), .. Record(40)[..20]]);
        Assert.True(await reader.FillAsync());
        Assert.True(reader.TryRead(in Big, out PcapRecord _));
        Assert.False(reader.TryRead(in Big, out PcapRecord _));

        var waits = reader.FillAsync();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await waits);
        await pipe.Writer.WriteAsync(Record(40)[20..]);
        await pipe.Writer.CompleteAsync();
        Assert.Equal([40], await Drain(reader));
        Assert.Null(reader.Error);
        Assert.Equal(19 + 56, reader.Position);
    }

    private static async Task<(List<int> Frames, FrameReader Reader)> ReadAll(
        PipeReader pipe, int limit)
    {
        var reader = new FrameReader(pipe, limit);
        return (await Drain(reader), reader);
    }

    private static async Task<List<int>> Drain(FrameReader reader)
    {
        var frames = new List<int>();
        while (await reader.FillAsync())
        {
            while (reader.TryRead(in Big, out PcapRecord record))
            {
                Assert.Equal(0x55, record.Packet.Length == 0 ? 0x55 : record.Packet[^1]);
                frames.Add(record.Packet.Length);
            }
        }

        return frames;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> octets, int at) => (Memory, RunningIndex) = (octets, at);

        public void Before(Piece next) => Next = next;
    }

    // A record in network order: 16 octets and so many of packet.
    private static byte[] Record(byte octets)
    {
        var record = new byte[16 + octets];
        record[11] = octets;
        record[15] = octets;
        record.AsSpan(16).Fill(0x55);
        return record;
    }
}
