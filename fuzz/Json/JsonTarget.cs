using System.Buffers;
using Holdfast.Fuzz.Schemas;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Fuzz.Json;

/// <summary>A text that people write: a value, or one error and where it stands.</summary>
internal abstract class JsonTarget<TValue> : IFuzzTarget
    where TValue : class
{
    private const int AllocatesLeast = 1 << 16;
    private const int AllocatesOfOctet = 2048;

    private readonly Lazy<IReadOnlyList<byte[]>> _words;
    private readonly HeapBound _heap;

    private protected JsonTarget()
    {
        _words = new(() => Tokens.Of(Seeds));
        _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Claim =>
        "a text is a value, or one error with its line, its column and its path; and a value that "
        + "is written is read as what it was; reading allocates in proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Decisions;

    /// <inheritdoc/>
    public int LengthMax => 1 << 15;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => _words.Value;

    /// <inheritdoc/>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => Tokens.ShapeOf(input);

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (!TryRead(input, out var value, out var error))
        {
            ClaimBrokenException.Unless(
                error.Fault != ConfigTextFault.None && error.Place.Line > 0
                    && error.Place.Column > 0 && error.Place.Path.Length > 0
                    && error.Message.Length > 0,
                "an error says what and where", $"{error}");
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        Write(text, value!);
        var isRead = TryRead(text.WrittenSpan, out var again, out error);
        ClaimBrokenException.Unless(isRead, "what is written is read", $"{error}");
        ClaimBrokenException.Unless(
            AreSame(value!, again!), "a value that is written is read as what it was");
        Reached.Fields(Tokens.ShapeOf(text.WrittenSpan), text.WrittenSpan);
        Reached.Digest(text.WrittenSpan);
    }

    private protected abstract bool TryRead(
        ReadOnlySpan<byte> text, out TValue? value, out ConfigTextError error);

    private protected abstract void Write(IBufferWriter<byte> to, TValue value);

    private protected virtual bool AreSame(TValue one, TValue other) => one.Equals(other);
}
