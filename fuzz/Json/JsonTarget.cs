using System.Buffers;
using System.Text;
using Holdfast.Fuzz.Schemas;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Fuzz.Json;

/// <summary>A text that people write: a value, or one error and where it stands.</summary>
internal abstract class JsonTarget<TValue> : IFuzzTarget
    where TValue : class
{
    private readonly Lazy<IReadOnlyList<byte[]>> _words;

    private protected JsonTarget() => _words = new(() => TokensOf(Seeds));

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Claim =>
        "a text is a value, or one error with its line, its column and its path; and a value that "
        + "is written is read as what it was";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Decisions;

    /// <inheritdoc/>
    public int LengthMax => 1 << 15;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => _words.Value;

    /// <inheritdoc/>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
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
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <summary>The fields are the tokens, each of them octets.</summary>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        for (var at = 0; at < input.Length;)
        {
            var length = TokenAt(input[at..]);
            if (length > 1)
            {
                fields.Add(new(at * 8, length * 8, false, false, 1, []));
            }

            at += length;
        }

        return new(fields, []);
    }

    private protected abstract bool TryRead(
        ReadOnlySpan<byte> text, out TValue? value, out ConfigTextError error);

    private protected abstract void Write(IBufferWriter<byte> to, TValue value);

    private protected virtual bool AreSame(TValue one, TValue other) => one.Equals(other);

    private static IReadOnlyList<byte[]> TokensOf(IReadOnlyList<byte[]> texts)
    {
        var tokens = new SortedSet<string>(StringComparer.Ordinal)
        {
            "null", "true", "false", "0", "-1", "1e9", "99999999999999999999", "\"\"", "[]", "{}",
            "\"0s\"", "\"1ms\"", "\"\\u0000\"", ",", ":", "[", "]", "{", "}",
        };
        foreach (var text in texts)
        {
            for (var at = 0; at < text.Length;)
            {
                var length = TokenAt(text.AsSpan(at));
                if (length > 1)
                {
                    tokens.Add(Encoding.UTF8.GetString(text, at, length));
                }

                at += length;
            }
        }

        return [.. tokens.Select(Encoding.UTF8.GetBytes)];
    }

    // A string, or letters and digits that stand together; anything else is one octet.
    private static int TokenAt(ReadOnlySpan<byte> text)
    {
        if (text[0] == '"')
        {
            var end = text[1..].IndexOf((byte)'"');
            return end < 0 ? text.Length : end + 2;
        }

        var length = 0;
        while (length < text.Length
            && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'-' or
                (byte)'.'))
        {
            length++;
        }

        return Math.Max(1, length);
    }
}
