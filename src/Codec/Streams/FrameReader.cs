using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Codec.Streams;

/// <summary>
/// Reads frames of any wire types, one behind the other, from a pipe. A frame that lies in one
/// segment of the pipe is viewed in place; one that spans segments is copied to a scratch buffer.
/// The spec itself says how many octets are needed (<see cref="DecodeError.Missing"/>), so the
/// reader waits for exactly those, and refuses a frame beyond its limit before it waits. Memory
/// grows with what has arrived, never with what a length field claims.
/// </summary>
/// <remarks>
/// One loop: <c>while (await frames.FillAsync()) while (frames.TryRead(out T frame)) ...</c>, then
/// look at <see cref="Error"/>. A view is valid until the next call on the reader.
/// </remarks>
public sealed class FrameReader
{
    // The pipe is asked for at most so many octets beyond twice what has arrived.
    private const int Stride = 64 * 1024;

    private readonly PipeReader _pipe;
    private readonly int _largest;
    private byte[] _scratch = [];
    private ReadOnlySequence<byte> _buffer;
    private ReadOnlyMemory<byte> _first;
    private byte[]? _array;
    private int _arrayStart;
    private int _length;
    private int _at;
    private bool _held;
    private bool _completed;
    private long _needed = 1;
    private long _skip;
    private DecodeError _pending;

    /// <summary>Reads from a pipe; the caller completes the pipe.</summary>
    /// <param name="pipe">The stream.</param>
    /// <param name="largest">The most octets of a frame.</param>
    public FrameReader(PipeReader pipe, int largest)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largest);
        _pipe = pipe;
        _largest = largest;
    }

    /// <summary>Octets of the stream that were taken: where the next frame begins.</summary>
    public long Position { get; private set; }

    /// <summary>Why the stream cannot be read on; null while it can, and at a clean end.</summary>
    public StreamError? Error { get; private set; }

    private long Available => _buffer.Length - _at;

    /// <summary>
    /// What has arrived and lies in one segment, from the next frame on; for readers that parse
    /// many small frames in one loop and then <see cref="Skip"/> what they took. Never more than
    /// the limit, so that the limit holds in any segmentation.
    /// </summary>
    public ReadOnlySpan<byte> InPlace
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var octets = Math.Min(_length - _at, _largest);
            return _array is { } array
                ? array.AsSpan(_arrayStart + _at, octets)
                : _first.Span.Slice(_at, octets);
        }
    }

    /// <summary>Takes the next frame, if all of it has arrived and it is good.</summary>
    public bool TryRead<T>(out T frame)
        where T : IWire<T>, allows ref struct
    {
        if (!TryPeek(out frame))
        {
            return false;
        }

        Take(frame.Octets.Length);
        return true;
    }

    /// <summary>Shows the next frame without taking it.</summary>
    public bool TryPeek<T>(out T frame)
        where T : IWire<T>, allows ref struct
    {
        if (T.TryParse(InPlace, out frame, out var error) && Error is null)
        {
            return true;
        }

        var source = InPlace;
        while (TryGather(ref source, error))
        {
            if (T.TryParse(source, out frame, out error))
            {
                return true;
            }
        }

        frame = default!;
        return false;
    }

    /// <summary>Takes the next frame of a type that depends on facts from outside.</summary>
    public bool TryRead<T, TContext>(scoped in TContext context, out T frame)
        where T : IWire<T, TContext>, allows ref struct
        where TContext : struct
    {
        if (!TryPeek(in context, out frame))
        {
            return false;
        }

        Take(frame.Octets.Length);
        return true;
    }

    /// <summary>Shows the next frame without taking it.</summary>
    public bool TryPeek<T, TContext>(scoped in TContext context, out T frame)
        where T : IWire<T, TContext>, allows ref struct
        where TContext : struct
    {
        if (T.TryParse(InPlace, in context, out frame, out var error) && Error is null)
        {
            return true;
        }

        var source = InPlace;
        while (TryGather(ref source, error))
        {
            if (T.TryParse(source, in context, out frame, out error))
            {
                return true;
            }
        }

        frame = default!;
        return false;
    }

    /// <summary>Passes over octets, also those that have not arrived yet.</summary>
    public void Skip(long octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        var now = Math.Min(octets, Available);
        Take(now);
        _skip = octets - now;
        _needed = 1;
    }

    /// <summary>Refuses the stream: the caller knows that a frame which parsed is wrong.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="frame">Octets of the stream before that frame.</param>
    public void Refuse(DecodeError error, long frame) => Error = new StreamError(error, frame);

    /// <summary>
    /// Waits for octets: as many as the frame that <c>TryRead</c> asked for in vain needs. False at
    /// the end of the stream, clean or in the middle of a frame (<see cref="Error"/>), and after an
    /// error.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation = default)
    {
        while (Error is null)
        {
            if (_completed && _needed > Available)
            {
                End();
                return false;
            }

            var wasCompleted = _completed;
            // Octets that were looked at count for some pipes as if they were taken: what is asked
            // for is how many more, and whoever gives fewer is asked again.
            var wanted = (int)Math.Clamp(
                _needed - Available, 1, Math.Max(Available, Stride));
            GiveBack();
            Hold(await _pipe.ReadAtLeastAsync(wanted, cancellation));

            // At the end the frame is tried once more, so that its error tells exactly what is
            // missing.
            var isEnd = _completed && !wasCompleted && Available > 0;
            if (_skip == 0 && (_needed <= Available || isEnd))
            {
                return true;
            }
        }

        return false;
    }

    // What was taken is free, what is left was looked at.
    private void GiveBack()
    {
        if (_held)
        {
            _pipe.AdvanceTo(_buffer.GetPosition(_at), _buffer.End);
            _held = false;
        }

        Look(default);
    }

    private void Hold(ReadResult result)
    {
        if (result.IsCanceled)
        {
            _pipe.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("the pipe's pending read was cancelled");
        }

        Look(result.Buffer);
        _held = true;
        _completed = result.IsCompleted;
        if (_skip > 0)
        {
            Skip(_skip);
        }
    }

    // The stream is over and the frame that is wanted is not whole.
    private void End()
    {
        if (_skip > 0)
        {
            Error = new StreamError(Cut((int)Math.Min(_skip, int.MaxValue), ""), Position);
        }
        else if (Available > 0)
        {
            Error = new StreamError(
                _pending.Fault == DecodeFault.None ? Cut(1, "") : _pending, Position);
        }
    }

    private static DecodeError Cut(int missing, string field) =>
        new(DecodeFault.Truncated, 0, field, missing);

    /// <summary>After a parse failed: more octets to parse, if they have arrived.</summary>
    private bool TryGather(ref ReadOnlySpan<byte> source, DecodeError error)
    {
        if (Error is not null)
        {
            return false;
        }

        if (error.Fault != DecodeFault.Truncated || error.Missing <= 0)
        {
            Error = new StreamError(error, Position);
            return false;
        }

        var needed = (long)source.Length + error.Missing;
        if (needed > _largest)
        {
            var large = new DecodeError(DecodeFault.FrameTooLarge, error.Offset, error.Field);
            Error = new StreamError(large, Position);
            return false;
        }

        if (needed > Available)
        {
            if (_completed && source.Length < Available)
            {
                // Nothing more will come: the error is that of all there is, not of a segment.
                source = Gather((int)Available);
                return true;
            }

            _needed = needed;
            _pending = error with { Missing = (int)(needed - Available) };
            return false;
        }

        source = Gather((int)needed);
        return true;
    }

    // Octets in one piece: in place, or copied to the scratch buffer, which holds no more than
    // arrived.
    private ReadOnlySpan<byte> Gather(int octets)
    {
        if (_length - _at >= octets)
        {
            return _first.Span.Slice(_at, octets);
        }

        if (_scratch.Length < octets)
        {
            Clear();
            _scratch = GC.AllocateUninitializedArray<byte>(
                Math.Max(octets, Math.Min(_largest, 2 * _scratch.Length)), pinned: true);
        }

        _buffer.Slice(_at, octets).CopyTo(_scratch);
        return _scratch.AsSpan(0, octets);
    }

    /// <summary>Zeroes what it has copied of frames that lay in several segments; for streams
    /// with secrets in them. Frames that were read before are not to be looked at any more.
    /// </summary>
    public void Clear() => Array.Clear(_scratch);

    private void Take(long octets)
    {
        if (_needed != 1)
        {
            _needed = 1;
            _pending = default;
        }

        Position += octets;
        if (octets < _length - _at)
        {
            _at += (int)octets;
            return;
        }

        Look(_buffer.Slice(_at + octets));
    }

    // Almost every pipe lends arrays; asking a memory what it is takes longer than a frame.
    private void Look(ReadOnlySequence<byte> buffer)
    {
        _buffer = buffer;
        _first = buffer.First;
        _length = _first.Length;
        _at = 0;
        var isArray = MemoryMarshal.TryGetArray(_first, out var array);
        _array = isArray ? array.Array : null;
        _arrayStart = array.Offset;
    }
}
