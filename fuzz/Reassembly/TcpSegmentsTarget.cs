using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Fuzz.Reassembly;

/// <summary>
/// Segments of a TCP stream in any order, RFC 9293 §3.4. Each takes four octets of the input: where
/// it stands relative to the stream's beginning, how long it is, and how much is taken behind it.
/// </summary>
internal sealed class TcpSegmentsTarget : IFuzzTarget
{
    private const int StepLength = 4;

    // Close to where numbers begin anew.
    private const uint First = 0xFFFF_FF80;

    private static readonly StreamLimits Limits = new(4, 4096, 2048, 8, 32);

    /// <inheritdoc/>
    public string Name => "tcp-segments";

    /// <inheritdoc/>
    public string Claim =>
        "what is in order are the stream's octets, from where the last were taken, whatever comes "
        + "twice or overlaps; and what waits stays within its limits";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 64 * StepLength;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } = [[0, 0], [0, 128], [0xFF, 0xFF]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
        [[0, 0, 16, 8, 0, 32, 16, 0, 0, 16, 16, 40], [0, 100, 100, 0, 0, 0, 100, 0, 0, 50, 99, 9]];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        var stream = new TcpStream(First);
        Span<byte> data = stackalloc byte[256];
        for (var at = 0; at + StepLength <= input.Length; at += StepLength)
        {
            var from = BinaryPrimitives.ReadInt16BigEndian(input[at..]);
            var segment = data[..input[at + 2]];
            for (var i = 0; i < segment.Length; i++)
            {
                segment[i] = OctetAt(from + i);
            }

            if (stream.Add(Limits, First + (uint)from, segment, at) is not { } next)
            {
                return;
            }

            stream = next;
            ClaimBrokenException.Unless(
                stream.Waiting is >= 0 && stream.Waiting <= Limits.Waiting
                    && stream.ReadyOctets is >= 0 && stream.ReadyOctets <= Limits.Ready,
                "a stream stays within its limits", $"{stream.Waiting}, {stream.ReadyOctets}");
            Check(stream);
            Reached.Number(stream.Waiting);
            Reached.Number(stream.ReadyOctets);
            var taken = Math.Min((int)input[at + 3], stream.ReadyOctets);
            stream = stream.Await(input[at + 3] & 15).Take(taken, out _);
            Check(stream);
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        for (var at = 0; at + StepLength <= input.Length; at += StepLength)
        {
            fields.Add(new(at * 8, 16, true, false, 8, []));
            fields.Add(new((at + 2) * 8, 8, true, false, 1, []));
            fields.Add(new((at + 3) * 8, 8, true, false, 1, []));
        }

        return new(fields, []);
    }

    private static void Check(TcpStream stream)
    {
        var ready = stream.Ready.Span;
        for (var i = 0; i < ready.Length; i++)
        {
            ClaimBrokenException.Unless(
                ready[i] == OctetAt(stream.Taken + i), "what is in order are the stream's octets");
        }
    }

    private static byte OctetAt(long at) => (byte)((at * 31) ^ (at >> 8));
}
