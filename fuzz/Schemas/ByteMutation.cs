namespace Holdfast.Fuzz.Schemas;

/// <summary>Changes octets of an input, whatever they are.</summary>
internal static class ByteMutation
{
    private const int Ways = 9;
    private const int BlockMax = 32;

    /// <summary>Changes octets that are drawn.</summary>
    /// <param name="buffer">The input, with room behind it.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="other">Another input, of which a part may be taken.</param>
    /// <param name="words">The dictionary.</param>
    /// <param name="dice">What is drawn.</param>
    /// <returns>Octets of the input now.</returns>
    public static int Change(
        Span<byte> buffer, int length, ReadOnlySpan<byte> other, IReadOnlyList<byte[]> words,
        Dice dice)
    {
        if (length == 0)
        {
            buffer[0] = (byte)dice.Next();
            return 1;
        }

        var at = dice.Below(length);
        switch (dice.Below(Ways))
        {
            case 0:
                buffer[at] ^= (byte)(1 << dice.Below(8));
                return length;
            case 1:
                buffer[at] = (byte)dice.Next();
                return length;
            case 2:
                buffer[at] += (byte)(dice.Below(71) - 35);
                return length;
            case 3:
                return Remove(buffer, length, at, 1 + dice.Below(BlockMax));
            case 4:
                var block = buffer.Slice(at, Math.Min(1 + dice.Below(BlockMax), length - at));
                return Insert(buffer, length, dice.Below(length + 1), block.ToArray());
            case 5 when words.Count > 0:
                var word = words[dice.Below(words.Count)];
                word.AsSpan(0, Math.Min(word.Length, length - at)).CopyTo(buffer[at..]);
                return length;
            case 6 when words.Count > 0:
                return Insert(buffer, length, at, words[dice.Below(words.Count)]);
            case 7:
                return dice.OneIn(2) ? at : length;
            case 8 when other.Length > 0:
                var from = dice.Below(other.Length);
                var count = Math.Min(other.Length - from, buffer.Length - at);
                other.Slice(from, count).CopyTo(buffer[at..]);
                return at + count;
            default:
                buffer[at] = (byte)(dice.OneIn(2) ? 0xFF : 0);
                return length;
        }
    }

    private static int Remove(Span<byte> buffer, int length, int at, int count)
    {
        count = Math.Min(count, length - at);
        buffer[(at + count)..length].CopyTo(buffer[at..]);
        return length - count;
    }

    private static int Insert(Span<byte> buffer, int length, int at, ReadOnlySpan<byte> octets)
    {
        if (length + octets.Length > buffer.Length)
        {
            return length;
        }

        buffer[at..length].CopyTo(buffer[(at + octets.Length)..]);
        octets.CopyTo(buffer[at..]);
        return length + octets.Length;
    }
}
