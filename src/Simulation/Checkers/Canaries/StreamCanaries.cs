using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.Streams;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I28, I29: readers that believe a segment, or a length.</summary>
public static class StreamCanaries
{
    private const int LengthField = 2;

    /// <summary>What comes in one segment is one frame.</summary>
    public static StreamReading SegmentIsFrame(
        StreamReading before, Items<Octets> pieces, int largest)
    {
        var read = TcpReading.ReadOn(before, pieces, largest);
        return read.Frames.Count > before.Frames.Count + 1
            ? TcpReading.ReadOn(
                before, [new(Joined(pieces)[..First(before, read)])], largest)
            : read;
    }

    /// <summary>A segment that is shorter than a length field is passed over.</summary>
    public static StreamReading ShortPieceDropped(
        StreamReading before, Items<Octets> pieces, int largest) =>
        before.Position > 0 && pieces.Count == 1 && pieces[0].Length < LengthField
            ? before with { Position = before.Position + pieces[0].Length }
            : TcpReading.ReadOn(before, pieces, largest);

    /// <summary>It waits for as much as a length says.</summary>
    public static StreamReading LengthBelieved(
        StreamReading before, Items<Octets> pieces, int largest) =>
        TcpReading.ReadOn(before, pieces, int.MaxValue);

    /// <summary>A frame whose length is shorter than its length field is one of nothing.</summary>
    public static StreamReading EmptyFrameTaken(
        StreamReading before, Items<Octets> pieces, int largest)
    {
        var read = TcpReading.ReadOn(before, pieces, largest);
        var rest = Joined(pieces)[(read.Position - before.Position)..];
        return read.Fault == DecodeFault.LengthOutOfRange && read.Position > 0
            && rest.Length >= LengthField && BinaryPrimitives.ReadUInt16BigEndian(rest) == 0
            ? read with { Frames = read.Frames.Add(default), Fault = DecodeFault.None }
            : read;
    }

    /// <summary>Octets to the end of the first frame that was read.</summary>
    private static int First(StreamReading before, StreamReading read) =>
        (before.Position == 0 ? TcpReading.Prefix : 0)
            + read.Frames[before.Frames.Count].Length;

    private static byte[] Joined(Items<Octets> pieces) =>
        [.. pieces.SelectMany(piece => piece.Span.ToArray())];
}
