using Holdfast.Codec;
using Holdfast.Simulation.Network;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I29: what is read from a connection is what was put into it, frame by frame from its beginning
/// (RFC 9329 §3), wherever its segments end and whatever became of another connection.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class FramesInStreams(Verdicts verdicts)
{
    private readonly Dictionary<Direction, Frames> _put = [];

    /// <summary>How many directions of connections are looked at.</summary>
    public int Count => _put.Count;

    /// <summary>One direction of one connection.</summary>
    private readonly record struct Direction(Place From, Place To, uint First);

    /// <summary>What was put and is not read; who of both is over.</summary>
    private sealed class Frames
    {
        public Queue<Octets> Waiting { get; } = new();

        public bool HasWriter { get; set; } = true;

        public bool HasReader { get; set; } = true;
    }

    /// <summary>A box puts a frame into a connection.</summary>
    public void Put(TcpEnd end, ReadOnlySpan<byte> frame) =>
        Of(new(end.Here, end.There, end.First)).Waiting.Enqueue(new(frame));

    /// <summary>A box reads a frame from a connection.</summary>
    public void Read(string who, TcpEnd end, Octets frame)
    {
        if (!_put.TryGetValue(new(end.There, end.Here, end.FirstHeard), out var frames)
            || !frames.Waiting.TryDequeue(out var sent) || sent != frame)
        {
            verdicts.Broken(
                "I29",
                $"{who} reads a frame of {frame.Length} octets that nobody put in its connection");
        }
    }

    /// <summary>An end is over: a direction is forgotten once both of its ends are, or if the other
    /// one never was.</summary>
    public void Over(TcpEnd end)
    {
        var (outward, inward) = (
            new Direction(end.Here, end.There, end.First),
            new Direction(end.There, end.Here, end.FirstHeard));
        if (!end.HasHeard)
        {
            _put.Remove(outward);
            return;
        }

        var (written, read) = (Of(outward), Of(inward));
        (written.HasWriter, read.HasReader) = (false, false);
        Forget(outward, written);
        Forget(inward, read);
    }

    private void Forget(Direction way, Frames frames)
    {
        if (!frames.HasWriter && !frames.HasReader)
        {
            _put.Remove(way);
        }
    }

    private Frames Of(Direction way)
    {
        if (!_put.TryGetValue(way, out var frames))
        {
            _put[way] = frames = new();
        }

        return frames;
    }
}
