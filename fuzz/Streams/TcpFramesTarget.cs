using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Streams;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Fuzz.Streams;

/// <summary>IKE and ESP in a TCP stream, RFC 9329 §3 and §4: a prefix, then frames.</summary>
internal sealed class TcpFramesTarget : StreamTarget
{
    /// <inheritdoc/>
    public override string Name => "tcp-frames";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Dictionary { get; } =
        ["IKETCP"u8.ToArray(), [0, 2], [0, 1], [0, 0], [0xFF, 0xFF], [0, 0, 0, 0]];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [
            1, 1, .. "IKETCP"u8, 0, 10, 0, 0, 0, 0, 1, 2, 3, 4, 0, 2,
            0, 12, 0, 0, 0, 9, 0, 0, 0, 1, 7, 7,
        ],
        [9, 9, .. "IKETCP"u8, 1, 4, .. new byte[258], 0, 3, 0xFF],
    ];

    private protected override int LargestFrame => ushort.MaxValue;

    /// <inheritdoc/>
    public override InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var shape = InputShape.None;
        for (var at = HeadLength + 6; at < input.Length;)
        {
            if (!ReferenceReader.TryParse(
                TcpEncapsulationFrame.Schema, input[at..], ReferenceFacts.None, out var reading))
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
        isBegun = isBegun || frames.TryRead(out TcpEncapsulationPrefix _);
        while (isBegun && frames.TryRead(out TcpEncapsulationFrame frame))
        {
            so = so.With(frame.Content);
            Reached.Octets(frame.Content);
        }

        return so;
    }
}
