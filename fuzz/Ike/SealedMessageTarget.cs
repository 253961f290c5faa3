using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>
/// IKE messages whose sender has the keys, RFC 7296 §3.14 and RFC 7383: the input is what is sealed
/// (padding and its length too), behind three octets: the suite, SK or SKF, the first payload.
/// </summary>
internal sealed class SealedMessageTarget : IFuzzTarget
{
    private const int HeadLength = 3;
    private const int AllocatesLeast = 1 << 12;
    private const int AllocatesOfOctet = 128;

    private readonly byte[] _message = new byte[4096];
    private readonly byte[] _clear = new byte[4096];
    private readonly Lazy<SealingSuite[]> _suites = new(SealingSuite.All);
    private readonly HeapBound _heap;

    /// <summary>The target.</summary>
    public SealedMessageTarget() => _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);

    /// <inheritdoc/>
    public string Name => "ike-open";

    /// <inheritdoc/>
    public string Claim =>
        "whatever is sealed under the SA's keys opens to itself or is refused with a place; in "
        + "place as elsewhere; and not with one bit of the ICV changed; reading "
        + "allocates in proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 1024;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
        [.. Enumerable.Range(33, 22).Select(type => new[] { (byte)type })];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
    [
        .. _suites.Value.Select((_, suite) => new byte[]
        {
            (byte)suite, 0, 41, 0, 0, 0, 8, 0, 0, 0x40, 0x00, 0, 0, 0, 0, 0, 0, 0, 7,
        }),
        [0, 1, 41, 0, 0, 0, 8, 0, 0, 0x40, 0x00, 0],
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
        input.Length > HeadLength && ReferenceReader.TryRead(
            SkPlaintext.Schema, input[HeadLength..],
            new(input[2], new Dictionary<string, long>()), out var reading)
            ? InputShape.Of(HeadLength, reading.Node!)
            : InputShape.None;

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var suite = _suites.Value[input[0] % _suites.Value.Length];
        var isFragment = (input[1] & 1) != 0;
        var text = input[HeadLength..];
        text = text[..(text.Length / suite.Block * suite.Block)];
        var message = Seal(suite, isFragment, input[1], input[2], text);
        var clear = _clear.AsSpan();
        bool isOpen;
        if (isFragment)
        {
            isOpen = suite.Opener.TryOpenFragment(message, clear, out var opened, out var error);
            Check(isOpen, error, message);
            ClaimBrokenException.Unless(
                !isOpen || text.StartsWith(opened.Piece), "a fragment opens to what was sealed");
            if (isOpen)
            {
                Reached.Octets(opened.Piece);
            }
        }
        else
        {
            isOpen = suite.Opener.TryOpen(message, clear, out var opened, out var error);
            Check(isOpen, error, message);
            ClaimBrokenException.Unless(
                !isOpen || opened.Octets.SequenceEqual(text), "it opens to what was sealed");
            if (isOpen)
            {
                opened.TryToValue(out var payloads, out _);
                Reached.Value(payloads);
            }
        }

        OpenElsewhere(suite, isFragment, message, isOpen);
    }

    private Span<byte> Seal(
        SealingSuite suite, bool isFragment, byte numbers, byte first, ReadOnlySpan<byte> text) =>
        SealedText.Seal(
            _message, suite.Cipher,
            new(new(1), new(1), ExchangeType.Informational, new(0x08), 0)
            {
                Piece = isFragment ? ((byte)(numbers >> 4), (byte)(numbers >> 1 & 7)) : null,
            },
            first, text);

    private static void OpenElsewhere(
        SealingSuite suite, bool isFragment, Span<byte> message, bool isOpen)
    {
        message[^1] ^= 1;
        Span<byte> buffer = new byte[message.Length];
        var isForged = isFragment
            ? suite.Opener.TryOpenFragment(message, buffer, out _, out _)
            : suite.Opener.TryOpen(message, buffer, out _, out _);
        ClaimBrokenException.Unless(!isForged, "another ICV does not open");
        message[^1] ^= 1;
        var inPlace = isFragment
            ? suite.Opener.TryOpenFragment(message, message, out _, out _)
            : suite.Opener.TryOpen(message, message, out _, out _);
        ClaimBrokenException.Unless(inPlace == isOpen, "in place it opens as elsewhere");
    }

    private static void Check(bool isOpen, in OpenError error, ReadOnlySpan<byte> message) =>
        ClaimBrokenException.Unless(
            isOpen || (error.Place.Fault != DecodeFault.None && error.Place.Offset >= 0
                && error.Place.Offset <= message.Length),
            "a refusal says where", $"{error}");
}
