using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Checkers;

namespace Holdfast.Simulation.Scenarios.Streams;

/// <summary>Reads on in a stream of RFC 9329.</summary>
/// <param name="before">What was read so far.</param>
/// <param name="pieces">What has arrived and was not taken, in the segments it came in.</param>
/// <param name="largest">The most octets of a frame.</param>
public delegate StreamReading StreamStep(
    StreamReading before, Items<Octets> pieces, int largest);

/// <summary>The shipped way to read a stream: its frames, one behind the other.</summary>
public static class TcpReading
{
    /// <summary>Octets before the first frame.</summary>
    public const int Prefix = 6;

    /// <summary>Takes what is whole of what has arrived.</summary>
    public static StreamReading ReadOn(
        StreamReading before, Items<Octets> pieces, int largest)
    {
        var reader = new FrameReader(PipeReader.Create(Segment.Of(pieces)), largest);
        var (position, frames, fault) = before;
        while (fault == DecodeFault.None && Fills(reader))
        {
            if (position == 0 && reader.TryRead(out TcpEncapsulationPrefix prefix))
            {
                position = prefix.Octets.Length;
            }

            while (position > 0 && reader.TryRead(out TcpEncapsulationFrame frame))
            {
                frames = frames.Add(new(frame.Octets));
                position += frame.Octets.Length;
            }
        }

        // What is not whole yet is no error: more will come.
        return new(
            position, frames,
            fault != DecodeFault.None ? fault
                : reader.Error is { Error.Fault: not DecodeFault.Truncated and var wrong }
                    ? wrong
                    : DecodeFault.None);
    }

    // All that there is is there: nothing is waited for.
    private static bool Fills(FrameReader reader)
    {
        var filling = reader.FillAsync();
        return filling.IsCompleted
            ? filling.GetAwaiter().GetResult()
            : throw new InvalidOperationException("what has arrived is not there");
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private Segment(Octets octets, long start)
        {
            Memory = octets.Span.ToArray();
            RunningIndex = start;
        }

        public static ReadOnlySequence<byte> Of(Items<Octets> pieces)
        {
            var first = new Segment(pieces[0], 0);
            var last = first;
            for (var at = 1; at < pieces.Count; at++)
            {
                var next = new Segment(pieces[at], last.RunningIndex + last.Memory.Length);
                last.Next = next;
                last = next;
            }

            return new(first, 0, last, last.Memory.Length);
        }
    }
}
