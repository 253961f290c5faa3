using Holdfast.Codec;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Streams;

namespace Holdfast.Tests.Examples.Capture;

/// <summary>What the writer writes, the reader reads.</summary>
public sealed class RoundTrips
{
    private static readonly CaptureTime Time = new(1_795_000_000, 123_456_000);

    /// <summary>Both formats, both byte orders, both resolutions.</summary>
    public static TheoryData<CaptureFormat, ByteOrder, bool> Styles
    {
        get
        {
            var styles = new TheoryData<CaptureFormat, ByteOrder, bool>();
            foreach (var format in Enum.GetValues<CaptureFormat>())
            {
                foreach (var order in Enum.GetValues<ByteOrder>())
                {
                    styles.Add(format, order, false);
                    styles.Add(format, order, true);
                }
            }

            return styles;
        }
    }

    [Theory, MemberData(nameof(Styles))]
    public async Task Packets_come_back_in_every_style(
        CaptureFormat format, ByteOrder order, bool isFine)
    {
        var packets = Packets(isFine);
        var file = await Written.File(new CaptureStyle(format, order, isFine), 1, packets);
        var (read, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal(packets, read);
    }

    [Theory, MemberData(nameof(Styles))]
    public async Task Every_division_of_a_file_gives_the_same_packets(
        CaptureFormat format, ByteOrder order, bool isFine)
    {
        var packets = Packets(isFine);
        var file = await Written.File(new CaptureStyle(format, order, isFine), 1, packets);
        foreach (var pieces in Segments.Divisions(file))
        {
            var (read, error) = await Written.Read(Segments.Of(pieces));
            Assert.Null(error);
            Assert.Equal(packets, read);
        }
    }

    [Theory, MemberData(nameof(Styles))]
    public async Task Every_cut_file_gives_the_packets_before_the_cut_and_tells_where_it_is(
        CaptureFormat format, ByteOrder order, bool isFine)
    {
        var packets = Packets(isFine);
        var style = new CaptureStyle(format, order, isFine);
        var file = await Written.File(style, 1, packets);
        List<int> ends = [];
        for (var count = 0; count <= packets.Count; count++)
        {
            ends.Add((await Written.File(style, 1, packets.Take(count))).Length);
        }

        for (var cut = 0; cut < file.Length; cut++)
        {
            var (read, error) = await Written.Read(file[..cut]);
            var whole = Math.Max(0, ends.Count(end => end <= cut) - 1);
            Assert.Equal(packets.Take(whole), read);
            var isBoundary = ends.Contains(cut) || (format == CaptureFormat.Pcapng && cut == 28);
            Assert.Equal(isBoundary, error is null);
            if (error is { } told)
            {
                Assert.Equal(DecodeFault.Truncated, told.Error.Error.Fault);
                Assert.InRange(told.Error.Octet, 0, cut);
            }
        }
    }

    [Fact]
    public async Task Interfaces_of_pcapng_have_their_own_link_types()
    {
        List<Seen> packets =
        [
            new("00", 1, 1, Time, false, 0),
            new("4500", 2, 101, Time, false, 1),
            new("", 0, 1, Time, false, 0),
        ];
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcapng), 1, packets);
        var (read, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal(packets, read);
    }

    [Fact]
    public async Task Packets_without_time_are_simple_packet_blocks()
    {
        List<Seen> packets =
            [new("0102030405", 5, 1, null, false, 0), new("", 0, 1, null, false, 0)];
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcapng), 1, packets);
        var (read, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal(packets, read);
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_packet()
    {
        var packets = Enumerable.Repeat(Packets(false)[0], 5000);
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcapng), 1, packets);
        var pipe = System.IO.Pipelines.PipeReader.Create(
            new MemoryStream(file), new(bufferSize: 1 << 20));
        var reader = new CaptureReader(pipe);
        var seen = 0;
        Assert.True(await reader.FillAsync());

        // The whole file is there; the first packet makes the list of interfaces.
        Assert.Equal(0, HeapCost.Least(() =>
        {
            for (var i = 0; i < 5000 / HeapCost.Times && reader.TryRead(out _); i++)
            {
                seen++;
            }
        }));
        Assert.Equal(5000 / HeapCost.Times * HeapCost.Times, seen);
    }

    private static List<Seen> Packets(bool isFine) =>
    [
        new("0011223344556677", 8, 1, Time, isFine, 0),
        new("", 60, 1, Time with { Seconds = 0 }, isFine, 0),
        new("aabbcc", 1500, 1, new(2, isFine ? 999_999_999u : 999_999_000u), isFine, 0),
    ];
}
