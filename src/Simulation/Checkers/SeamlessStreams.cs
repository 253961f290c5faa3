using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I29: what is read from a stream does not depend on where it was cut in segments: the same
/// frames, the same place, the same error as if all of it had come at once (RFC 9329 §3).
/// </summary>
public static class SeamlessStreams
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I29", nameof(SeamlessStreams), "what a stream says does not depend on where it is cut",
        "frames, places and errors that were read otherwise",
        ["SegmentIsFrame", "ShortPieceDropped"]);

    /// <summary>In how much what was read differs from what is read in one piece.</summary>
    public static int Differences(StreamReading read, StreamReading whole)
    {
        var differences = (read.Position == whole.Position ? 0 : 1)
            + (read.Fault == whole.Fault ? 0 : 1)
            + Math.Abs(read.Frames.Count - whole.Frames.Count);
        for (var at = 0; at < Math.Min(read.Frames.Count, whole.Frames.Count); at++)
        {
            differences += read.Frames[at] == whole.Frames[at] ? 0 : 1;
        }

        return differences;
    }
}

/// <summary>What was read of a stream so far.</summary>
/// <param name="Position">Octets that were taken.</param>
/// <param name="Frames">The frames, length and all.</param>
/// <param name="Fault">Why it ended; none: it goes on.</param>
public readonly record struct StreamReading(
    int Position, Items<Octets> Frames, DecodeFault Fault);
