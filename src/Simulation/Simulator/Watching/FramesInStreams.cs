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
    private readonly Dictionary<Direction, Queue<Octets>> _put = [];

    /// <summary>One direction of one connection.</summary>
    private readonly record struct Direction(Place From, Place To, uint First);

    /// <summary>A box puts a frame into a connection.</summary>
    public void Put(TcpEnd end, ReadOnlySpan<byte> frame)
    {
        var way = new Direction(end.Here, end.There, end.First);
        if (!_put.TryGetValue(way, out var frames))
        {
            _put[way] = frames = new();
        }

        frames.Enqueue(new(frame));
    }

    /// <summary>A box reads a frame from a connection.</summary>
    public void Read(string who, TcpEnd end, Octets frame)
    {
        if (!_put.TryGetValue(new(end.There, end.Here, end.FirstHeard), out var frames)
            || !frames.TryDequeue(out var sent) || sent != frame)
        {
            verdicts.Broken(
                "I29",
                $"{who} reads a frame of {frame.Length} octets that nobody put in its connection");
        }
    }
}
