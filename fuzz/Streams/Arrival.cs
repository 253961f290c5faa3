using System.IO.Pipelines;

namespace Holdfast.Fuzz.Streams;

/// <summary>
/// A stream that arrives in pieces: each is there when whoever reads asks for more than there is.
/// Nothing waits and no other thread has a hand in it.
/// </summary>
/// <param name="octets">The stream.</param>
/// <param name="cuts">What the lengths of its pieces are drawn from; 0: one piece.</param>
internal sealed class Arrival(ReadOnlySpan<byte> octets, uint cuts) : PipeReader
{
    private readonly byte[] _octets = octets.ToArray();
    private Piece _first = new(default, 0);
    private Piece? _last;
    private readonly bool _isWhole = cuts == 0;
    private uint _state = cuts;
    private int _arrived;
    private int _taken;

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_arrived < _octets.Length)
        {
            Arrive();
        }

        var last = _last ?? _first;
        var buffer = new System.Buffers.ReadOnlySequence<byte>(
            _first, _taken - (int)_first.RunningIndex, last, last.Memory.Length);
        result = new(buffer, false, _arrived == _octets.Length);
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        TryRead(out var result);
        return new(result);
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (consumed.GetObject() is Piece piece)
        {
            _first = piece;
            _taken = (int)piece.RunningIndex + consumed.GetInteger();
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
    }

    private void Arrive()
    {
        // A linear congruence: pieces of 1 to 16 octets, now and then a longer one.
        _state = (_state * 1664525) + 1013904223;
        var length = _isWhole ? int.MaxValue : (int)(_state >> 28) + 1;
        length = Math.Min(
            _octets.Length - _arrived, (_state >> 20 & 15) == 0 && !_isWhole ? 200 : length);
        var piece = new Piece(_octets.AsMemory(_arrived, length), _arrived);
        if (_last is null)
        {
            _first = piece;
        }
        else
        {
            _last.Follow(piece);
        }

        _last = piece;
        _arrived += length;
    }

    private sealed class Piece : System.Buffers.ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public void Follow(Piece piece) => Next = piece;
    }
}
