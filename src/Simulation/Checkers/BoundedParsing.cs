using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I28: a parser takes what has arrived and no more: what it has taken is the sum of its frames,
/// and what it holds back is less than the largest one, whatever a length claims.
/// </summary>
public static class BoundedParsing
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I28", nameof(BoundedParsing),
        "what is taken is the sum of the frames, and no length makes a reader wait for more",
        "octets that wait for the rest of their frame", ["LengthBelieved", "EmptyFrameTaken"]);

    /// <summary>Whether what was read of a stream can be.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="arrived">Octets of it that have arrived.</param>
    /// <param name="reading">What was read.</param>
    /// <param name="prefix">Octets before the first frame.</param>
    /// <param name="largest">The most octets of a frame.</param>
    public static bool Holds(
        Octets stream, int arrived, StreamReading reading, int prefix, int largest)
    {
        var at = reading.Frames.Count > 0 || reading.Position > 0 ? prefix : 0;
        foreach (var frame in reading.Frames)
        {
            if (frame.Length == 0 || at + frame.Length > arrived
                || !stream.Span.Slice(at, frame.Length).SequenceEqual(frame.Span))
            {
                return false;
            }

            at += frame.Length;
        }

        return at == reading.Position
            && (reading.Fault != DecodeFault.None || arrived - at < largest);
    }
}
