using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Streams;

namespace Holdfast.Tests.Examples.Capture;

/// <summary>A loop over what has arrived sees what one packet after the other shows.</summary>
public sealed class Arrivals
{
    private static readonly CaptureTime Time = new(1_795_000_000, 123_456_000);

    private static readonly List<Seen> Packets =
    [
        new("0011223344556677", 8, 1, Time, false, 0),
        new("", 60, 1, Time, false, 0),
        new("aabbcc", 1500, 1, Time, false, 0),
        new("dd", 1, 1, Time, false, 0),
    ];

    private sealed record Place(string Hex, long FileOffset, long Packets);

    [Theory]
    [InlineData(CaptureFormat.Pcap, ByteOrder.Big)]
    [InlineData(CaptureFormat.Pcap, ByteOrder.Little)]
    [InlineData(CaptureFormat.Pcapng, ByteOrder.Little)]
    public async Task Division_and_cut_of_a_file_show_the_same_either_way(
        CaptureFormat format, ByteOrder order)
    {
        var file = await Written.File(new CaptureStyle(format, order, false), 1, Packets);
        foreach (var pieces in Segments.Divisions(file))
        {
            // The first piece is also a file that is cut.
            foreach (byte[][] arriving in new[] { pieces, pieces[..1] })
            {
                var expected = await Read(Segments.Of(arriving), Single);
                var found = await Read(Segments.Of(arriving), Loop);
                Assert.Equal(expected.Places, found.Places);
                Assert.Equal(expected.Reader.Error, found.Reader.Error);
                Assert.Equal(expected.Reader.Position, found.Reader.Position);
                Assert.Equal(expected.Reader.Packets, found.Reader.Packets);
            }
        }
    }

    [Theory]
    [InlineData(CaptureFormat.Pcap)]
    [InlineData(CaptureFormat.Pcapng)]
    public async Task A_loop_that_is_left_keeps_its_place(CaptureFormat format)
    {
        var file = await Written.File(new CaptureStyle(format), 1, Packets);
        for (var count = 1; count <= Packets.Count; count++)
        {
            var reader = new CaptureReader(PipeReader.Create(new MemoryStream(file)));
            Assert.True(await reader.FillAsync());
            Assert.Equal(Packets[count - 1].Hex, LeaveBehind(reader, count));
            Assert.Equal(count, reader.Packets);
            Assert.Equal(Packets.Skip(count).Select(packet => packet.Hex), Rest(reader));
        }
    }

    private static string LeaveBehind(CaptureReader reader, int count)
    {
        foreach (var packet in reader.Arrived())
        {
            if (--count == 0)
            {
                return Convert.ToHexStringLower(packet.Octets);
            }
        }

        return "not there";
    }

    private static List<string> Rest(CaptureReader reader)
    {
        var rest = new List<string>();
        while (reader.TryRead(out var packet))
        {
            rest.Add(Convert.ToHexStringLower(packet.Octets));
        }

        return rest;
    }

    private static async Task<(List<Place> Places, CaptureReader Reader)> Read(
        PipeReader pipe, Action<CaptureReader, List<Place>> drain)
    {
        var reader = new CaptureReader(pipe);
        var places = new List<Place>();
        while (await reader.FillAsync())
        {
            drain(reader, places);
        }

        return (places, reader);
    }

    private static void Single(CaptureReader reader, List<Place> places)
    {
        while (reader.TryRead(out var packet))
        {
            places.Add(Of(packet, reader.Packets));
        }
    }

    // Within the loop the reader is not asked.
    private static void Loop(CaptureReader reader, List<Place> places)
    {
        var before = reader.Packets;
        foreach (var packet in reader.Arrived())
        {
            places.Add(Of(packet, ++before));
        }
    }

    private static Place Of(in CapturedPacket packet, long packets) =>
        new(Convert.ToHexStringLower(packet.Octets), packet.FileOffset, packets);
}
