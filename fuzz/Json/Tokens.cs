using System.Text;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Json;

/// <summary>The words of a JSON text: what is changed in it, and into what.</summary>
internal static class Tokens
{
    /// <summary>The fields are the tokens, each of them octets.</summary>
    public static InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        for (var at = 0; at < input.Length;)
        {
            var length = TokenAt(input[at..]);
            if (length > 1 || char.IsAsciiDigit((char)input[at]))
            {
                fields.Add(new(at * 8, length * 8, false, false, 1, []) { IsWord = true });
            }

            at += length;
        }

        return new(fields, []);
    }

    /// <summary>The words of texts, and some that are in every language like this.</summary>
    public static IReadOnlyList<byte[]> Of(IReadOnlyList<byte[]> texts)
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
