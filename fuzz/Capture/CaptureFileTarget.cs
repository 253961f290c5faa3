using System.Buffers.Binary;
using System.IO.Pipelines;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Fuzz.Streams;
using Holdfast.Protocol.Capture;

namespace Holdfast.Fuzz.Capture;

/// <summary>
/// Files of pcap and pcapng. The input is the file, behind two octets by which it is cut.
/// </summary>
internal sealed class CaptureFileTarget : IFuzzTarget
{
    private const int HeadLength = 2;
    private const int AllocatesLeast = 1 << 12;
    private const int AllocatesOfOctet = 256;

    private readonly HeapBound _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);

    /// <inheritdoc/>
    public string Name => "capture-files";

    /// <inheritdoc/>
    public string Claim =>
        "however a file arrives, it holds the same packets and ends with the same error, at an "
        + "octet of it; one packet at a time as all that have arrived; reading allocates in "
        + "proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 2048;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x4D, 0x3C, 0xB2, 0xA1],
        [0x0A, 0x0D, 0x0D, 0x0A], [0x4D, 0x3C, 0x2B, 0x1A], [0x1A, 0x2B, 0x3C, 0x4D],
        [6, 0, 0, 0], [0, 0, 0, 6], [3, 0, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0], [9, 0, 1, 0, 9],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [
            1, 1, 0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4,
        ],
        [
            1, 1, 0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0,
            255, 255, 255, 255, 255, 255, 255, 255, 28, 0, 0, 0,
            1, 0, 0, 0, 32, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0,
            32, 0, 0, 0,
            6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0,
            1, 2, 3, 4, 36, 0, 0, 0,
            3, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4, 20, 0, 0, 0,
        ],
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
        input.Length > HeadLength && ReferenceReader.TryRead(
            CaptureStart.Schema, input[HeadLength..], ReferenceFacts.None, out var reading)
            ? InputShape.Of(HeadLength, reading.Node!)
            : InputShape.None;

    private static void Ask(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var file = input[HeadLength..];
        var cuts = BinaryPrimitives.ReadUInt16BigEndian(input) + 1u;
        var whole = Read(new Arrival(file, 0), isAtOnce: true);
        var single = Read(new Arrival(file, 0), isAtOnce: false);
        var cut = Read(new Arrival(file, cuts), isAtOnce: (cuts & 1) != 0);
        ClaimBrokenException.Unless(
            whole == single, "one at a time as all at once", $"{whole} and {single}");
        ClaimBrokenException.Unless(
            whole == cut, "however a file arrives, it holds the same", $"{whole} and {cut}");
        ClaimBrokenException.Unless(
            whole.Error is not { } error
                || (error.Error.Octet >= 0 && error.Error.Octet <= file.Length),
            "an error is told at an octet of the file", $"{whole}");
    }

    private static Reading Read(PipeReader pipe, bool isAtOnce)
    {
        var reader = new CaptureReader(pipe);
        var framing = Framing.None;
        while (Fill(reader))
        {
            if (isAtOnce)
            {
                foreach (var packet in reader.Arrived())
                {
                    framing = With(framing, packet);
                }
            }
            else
            {
                while (reader.TryRead(out var packet))
                {
                    framing = With(framing, packet);
                }
            }
        }

        return new(framing, reader.Packets, reader.Error);
    }

    private static Framing With(Framing framing, in CapturedPacket packet)
    {
        var time = packet.HasTime ? packet.Time : default;
        Reached.Value(time);
        Reached.Octets(packet.Octets);
        return framing.With(packet.Octets);
    }

    private static bool Fill(CaptureReader reader)
    {
        var filled = reader.FillAsync();
        return filled.IsCompleted
            ? filled.Result
            : throw new ClaimBrokenException("reading what has arrived waits for nothing", "");
    }

    private readonly record struct Reading(Framing Framing, long Packets, CaptureError? Error);
}
