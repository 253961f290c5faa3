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
        "frames that were read", ["SegmentIsFrame", "ShortPieceDropped"]);
}

/// <summary>What was read of a stream so far.</summary>
/// <param name="Position">Octets that were taken.</param>
/// <param name="Frames">The frames, length and all.</param>
/// <param name="Fault">Why it ended; none: it goes on.</param>
public readonly record struct StreamReading(
    int Position, Items<Octets> Frames, DecodeFault Fault);
