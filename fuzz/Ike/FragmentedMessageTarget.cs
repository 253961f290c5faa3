using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>
/// IKE messages that come in pieces, RFC 7383 §2.6: in any order, doubled, of other totals, of
/// several messages. The input: the suite, the first payload, how many pieces come; of each four
/// octets (whose it is, its number, its total, what is other in it); then the text that they are of.
/// </summary>
internal sealed class FragmentedMessageTarget : IFuzzTarget
{
    private const int HeadLength = 3;
    private const int StepLength = 4;
    private const int StepsMax = 63;
    private const int AllocatesLeast = 1 << 12;
    private const int AllocatesOfOctet = 64;

    private static readonly MessageLimits Limits = new(Messages: 3, Fragments: 12, Octets: 400);

    private readonly byte[] _message = new byte[2048];
    private readonly byte[] _clear = new byte[2048];
    private readonly Lazy<SealingSuite[]> _suites = new(SealingSuite.All);

    /// <inheritdoc/>
    public string Name => "ike-fragments";

    /// <inheritdoc/>
    public string Claim =>
        "pieces of messages, in any order, doubled, of other totals, give what they are pieces of "
        + "or nothing; what is joined is read as it is where it comes whole; what waits stays "
        + "within its limits; a piece allocates in proportion to what waits";

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
        .. _suites.Value.Select((_, suite) => Seed(
            suite, (1, 1, 2, 0), (1, 2, 2, 0))),

        // Out of order and doubled; fragmented again, smaller; another message between.
        Seed(0, (9, 3, 3, 0), (9, 1, 3, 0), (9, 1, 3, 0), (9, 2, 3, 0)),
        Seed(0, (1, 2, 2, 0), (2, 1, 2, 0), (1, 3, 3, 0), (1, 1, 2, 0), (1, 1, 3, 0), (1, 2, 3, 0)),

        // A payload in the clear before it; one that is forged; a message whose exchange ends.
        Seed(0, (0x11, 1, 2, 0), (0x41, 2, 2, 0), (1, 2, 2, 0), (2, 1, 4, 0), (0x22, 2, 4, 0)),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (!TryDivide(input, out var steps, out var text))
        {
            return;
        }

        var suite = _suites.Value[input[0] % _suites.Value.Length];
        var waiting = FragmentedMessages.Empty(Limits);
        var told = new PiecesTold(Limits);
        for (var at = 0; at < steps.Length; at += StepLength)
        {
            var piece = PieceOf(steps.Slice(at, StepLength), input[1], text);
            if (piece.EndsExchange)
            {
                waiting = waiting.Without(piece.Id);
                told.Forget(piece.Id);
            }

            waiting = Hear(suite, waiting, told, piece, text);
            ClaimBrokenException.Unless(
                waiting.Count == told.Count && waiting.Count <= Limits.Messages
                    && waiting.Octets == told.Octets
                    && waiting.Octets <= Limits.Messages * Limits.Octets,
                "what waits is what came, within its limits",
                $"{waiting.Count} and {told.Count}, {waiting.Octets} and {told.Octets}");
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        if (!TryDivide(input, out var steps, out var text))
        {
            return InputShape.None;
        }

        var textAt = HeadLength + steps.Length;
        var head = InputShape.OfOctets(textAt);
        return ReferenceReader.TryRead(
            InnerPayloads.Schema, text, new(input[1], new Dictionary<string, long>()),
            out var reading)
                ? head.And(InputShape.Of(textAt, reading.Node!))
                : head;
    }

    private static byte[] Seed(
        int suite, params (byte Whose, byte Number, byte Total, byte Other)[] steps) =>
    [
        (byte)suite, 41, (byte)steps.Length,
        .. steps.SelectMany(step => new[] { step.Whose, step.Number, step.Total, step.Other }),
        41, 0, 0, 12, 0, 0, 0x40, 0x04, 1, 2, 3, 4, 0, 0, 0, 8, 0, 0, 0x40, 0x00,
    ];

    private static bool TryDivide(
        ReadOnlySpan<byte> input, out ReadOnlySpan<byte> steps, out ReadOnlySpan<byte> text)
    {
        steps = text = default;
        if (input.Length < HeadLength)
        {
            return false;
        }

        var rest = input[HeadLength..];
        var count = Math.Min(input[2] & StepsMax, rest.Length / StepLength);
        steps = rest[..(count * StepLength)];
        text = rest[steps.Length..];
        return true;
    }

    // A piece of so many is as long as the others, one octet more or less. What is other in it is
    // other in each octet, and, where it is not the first, in the type that it tells.
    private static ToldPiece PieceOf(
        ReadOnlySpan<byte> step, byte first, ReadOnlySpan<byte> text)
    {
        var (number, total, other) = (step[1], step[2], step[3]);
        var isInOrder = number > 0 && number <= total;
        var from = isInOrder ? text.Length * (number - 1) / total : 0;
        var to = isInOrder ? text.Length * number / total : text.Length;
        var octets = text[from..to].ToArray();
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] ^= other;
        }

        return new(
            new(new((uint)step[0] & 7), (step[0] & 8) != 0), number, total,
            number == 1 ? first : other, octets)
        {
            HasClear = (step[0] & 0x10) != 0,
            EndsExchange = (step[0] & 0x20) != 0,
            IsForged = (step[0] & 0x40) != 0,
            IsAsItWas = other == 0,
        };
    }

    private FragmentedMessages Hear(
        SealingSuite suite, FragmentedMessages waiting, PiecesTold told, ToldPiece piece,
        ReadOnlySpan<byte> text)
    {
        var message = SealedText.Seal(
            _message, suite.Cipher, HeadOf(piece) with
            {
                Piece = (piece.Number, piece.Total),
                HasNotifyBefore = piece.HasClear,
            },
            piece.First, SealedText.Padded(piece.Octets, suite.Block));
        message[^1] ^= (byte)(piece.IsForged ? 1 : 0);
        var isOpen = suite.Opener.TryOpenFragment(message, _clear, out var opened, out _);
        ClaimBrokenException.Unless(
            isOpen == (!piece.IsForged && piece.Number > 0 && piece.Number <= piece.Total),
            "a piece opens whose ICV is good and whose numbers are in order",
            $"{piece.Number} of {piece.Total}");
        if (!isOpen)
        {
            return waiting;
        }

        var (count, octets) = (waiting.Count, waiting.Octets);
        var judged = waiting.Judge(piece.Id, opened.Number, opened.Total);
        var next = Add(waiting, piece.Id, opened, message.Length);
        ClaimBrokenException.Unless(
            (count, octets) == (waiting.Count, waiting.Octets), "what waited stays as it was");
        var expected = told.Add(piece, out var whole);
        ClaimBrokenException.Unless(
            next.Judgement == expected, "a piece is judged by those that came",
            $"{next.Judgement} and not {expected}");
        ClaimBrokenException.Unless(
            judged is FragmentJudgement.Kept or FragmentJudgement.BeganAnew
                ? expected is FragmentJudgement.Joined or FragmentJudgement.TooLarge
                    || expected == judged
                : expected == judged && ReferenceEquals(next.Messages, waiting),
            "what is told before decryption holds", $"{judged}, {next.Judgement}");
        ClaimBrokenException.Unless(
            next.Joined is null == whole is null, "what is joined is there");
        if (next.Joined is { } joined)
        {
            Check(suite, joined, piece.Id, whole!, text);
        }

        return next.Messages;
    }

    // What the runtime makes once, it does not make again.
    private static FragmentedMessages.Next Add(
        FragmentedMessages waiting, FragmentedId id, OpenedFragment opened, int length)
    {
        var most = AllocatesLeast + ((long)AllocatesOfOctet * (length + waiting.Octets));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var next = waiting.Add(id, opened);
        if (GC.GetAllocatedBytesForCurrentThread() - before > most)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            next = waiting.Add(id, opened);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            ClaimBrokenException.Unless(
                taken <= most, "a piece allocates in proportion to what waits", $"{taken} octets");
        }

        return next;
    }

    private void Check(
        SealingSuite suite, JoinedPayloads joined, FragmentedId id,
        IReadOnlyList<ToldPiece> pieces, ReadOnlySpan<byte> text)
    {
        byte[] expected = [.. pieces.SelectMany(piece => piece.Octets)];
        ClaimBrokenException.Unless(
            joined.Payloads.Span.SequenceEqual(expected)
                && joined.FirstPayload.Value == pieces[0].First,
            "what is joined is its pieces in their order");
        ClaimBrokenException.Unless(
            pieces.Any(piece => !piece.IsAsItWas) || text.SequenceEqual(expected),
            "pieces of a message give the message");
        ClaimBrokenException.Unless(
            joined.Message?.Payloads.Count == (pieces[0].HasClear ? 1 : 0)
                && joined.Message.MessageId == id.Id,
            "what stood in the clear is what the first piece had");

        // The same text, whole: whoever hears it hears the same.
        var message = SealedText.Seal(
            _message, suite.Cipher, HeadOf(pieces[0]), pieces[0].First,
            SealedText.Padded(expected, suite.Block));
        SkPlaintextValue? same = null;
        var isWhole = suite.Opener.TryOpen(message, _clear, out var opened, out _)
            && opened.TryToValue(out same, out _);
        var isRead = InnerPayloadsValue.TryParse(
            joined.Payloads.Span, joined.FirstPayload, out var payloads, out var error);
        ClaimBrokenException.Unless(
            isRead == isWhole && (!isRead || same!.Payloads == payloads!.Payloads),
            "what is joined is read as it is where it comes whole", $"{error}");
        if (isRead)
        {
            SayReached(payloads!, pieces.Count);
        }
    }

    private static SealedHead HeadOf(ToldPiece piece) => new(
        new(1), new(1), ExchangeType.Informational,
        new((byte)(piece.Id.IsResponse ? 0x28 : 0x08)), piece.Id.Id.Value);

    // What comes in one piece is no proof that pieces are joined.
    private static void SayReached(InnerPayloadsValue payloads, int pieces)
    {
        if (pieces > 1)
        {
            Reached.Number(pieces);
            Reached.Value(payloads);
            Reached.Digest();
        }
    }
}
