using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Streams;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Fuzz.Streams;

/// <summary>The stream of the sync channel: records, and what they say to a member.</summary>
internal sealed class SyncFramesTarget : StreamTarget
{
    /// <inheritdoc/>
    public override string Name => "sync-frames";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. Enumerable.Range(0, 17).Select(kind => new byte[] { 1, (byte)kind, 0, 0, 0, 0, 0 })];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Enumerable.Range(1, 16).Select(kind => (byte[])
        [
            3, 7, 1, (byte)kind, 0, 0, 0, 0, 0, 64, .. new byte[64],
            1, 12, 0, 0, 0, 0, 0, 2, 0, 0,
        ]),
    ];

    private protected override int LargestFrame => 1 << 16;

    /// <inheritdoc/>
    public override InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var shape = InputShape.None;
        for (var at = HeadLength; at < input.Length;)
        {
            if (!ReferenceReader.TryRead(
                    SyncRecord.Schema, input[at..], ReferenceFacts.None, out var reading)
                && !ReferenceReader.TryParse(
                    SyncRecord.Schema, input[at..], ReferenceFacts.None, out reading))
            {
                break;
            }

            shape = shape.And(InputShape.Of(at, reading.Node!));
            at += reading.Node!.Length;
        }

        return shape;
    }

    private protected override Framing Take(FrameReader frames, Framing so, ref bool isBegun)
    {
        while (frames.TryRead(out SyncRecord record))
        {
            so = so.With(record.Octets);
            if (record.TryToValue(out var value, out _)
                && SyncBorder.Classify(value) is { } message)
            {
                // What was understood is said again in the same words.
                var again = SyncBorder.Classify(SyncBorder.ToRecord(message));
                ClaimBrokenException.Unless(
                    message.Equals(again), "a message that is written is read as what it was",
                    message.GetType().Name);
                Reached.Value(message);
            }
        }

        return so;
    }
}
