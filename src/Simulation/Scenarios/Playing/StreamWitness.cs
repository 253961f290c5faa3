using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside members that read connections: what is read is what one piece would give, and no length
/// makes them hold more back than a frame may have.
/// </summary>
internal sealed class StreamWitness : RunWitness
{
    public override RunOptions Beside(RunOptions options)
    {
        var step = options.Streams;
        return options with
        {
            Streams = (before, pieces, largest) =>
            {
                var read = step(before, pieces, largest);
                Look(before, pieces, largest, read);
                return read;
            },
        };
    }

    private void Look(
        StreamReading before, Items<Octets> pieces, int largest, StreamReading read)
    {
        var arrived = new Octets([.. pieces.SelectMany(piece => piece.Span.ToArray())]);
        if (read != TcpReading.ReadOn(before, [arrived], largest))
        {
            Break(SeamlessStreams.Card.Invariant);
        }

        // What came before was looked at before.
        if (!BoundedParsing.Holds(
            arrived, arrived.Length, read with { Position = read.Position - before.Position },
            before.Position == 0 ? TcpReading.Prefix : 0, largest))
        {
            Break(BoundedParsing.Card.Invariant);
        }
    }
}
