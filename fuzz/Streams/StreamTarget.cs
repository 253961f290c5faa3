using System.Buffers.Binary;
using System.IO.Pipelines;
using Holdfast.Codec.Streams;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Streams;

/// <summary>
/// A stream that is cut into frames. The input is the stream, behind two octets by which it is cut.
/// </summary>
internal abstract class StreamTarget : IFuzzTarget
{
    private protected const int HeadLength = 2;

    private const int AllocatesLeast = 1 << 12;
    private const int AllocatesOfOctet = 256;

    private readonly HeapBound _heap;

    private protected StreamTarget() => _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Claim =>
        "however a stream arrives, it is read as the same frames and ends with the same error, at "
        + "an octet of it; and every octet before that error was a frame's; reading "
        + "allocates in proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 1024;

    /// <inheritdoc/>
    public abstract IReadOnlyList<byte[]> Dictionary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public abstract InputShape ShapeOf(ReadOnlySpan<byte> input);

    /// <summary>Takes the frames that have arrived.</summary>
    private protected abstract Framing Take(FrameReader frames, Framing so, ref bool isBegun);

    /// <summary>Octets of the largest frame.</summary>
    private protected abstract int LargestFrame { get; }

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var stream = input[HeadLength..];
        var whole = Read(new Arrival(stream, 0));
        var cut = Read(new Arrival(stream, BinaryPrimitives.ReadUInt16BigEndian(input) + 1u));
        ClaimBrokenException.Unless(
            whole == cut, "however a stream arrives, it is read as the same",
            $"{whole} and {cut}");
        ClaimBrokenException.Unless(
            whole.Error is not { } error
                || (error.Octet >= 0 && error.Octet <= stream.Length),
            "an error is told at an octet of the stream", $"{whole}");
    }

    private Framing Read(PipeReader pipe)
    {
        var frames = new FrameReader(pipe, LargestFrame);
        var framing = Framing.None;
        var isBegun = false;
        while (Fill(frames))
        {
            framing = Take(frames, framing, ref isBegun);
        }

        return framing with { Error = frames.Error };
    }

    private static bool Fill(FrameReader frames)
    {
        var filled = frames.FillAsync();
        return filled.IsCompleted
            ? filled.Result
            : throw new ClaimBrokenException("reading what has arrived waits for nothing", "");
    }
}
