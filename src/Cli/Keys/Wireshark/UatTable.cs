using System.Buffers.Text;
using System.Text;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>A field without quotes: octets of the text that it stands in.</summary>
/// <param name="Octets">Zeroed with that text; those of a key are copied nowhere else.</param>
internal readonly record struct UatField(ReadOnlyMemory<byte> Octets)
{
    /// <summary>The field as a string, which nobody can zero: not for keys.</summary>
    public string Text => Encoding.Latin1.GetString(Octets.Span);

    /// <summary>Whether octets in hex stand there behind 0x.</summary>
    public bool IsHex => Octets.Span is [(byte)'0', (byte)'x' or (byte)'X', ..];

    /// <summary>How long it is, and nothing of it.</summary>
    public override string ToString() => $"{Octets.Length} octets";
}

/// <summary>A row of one of Wireshark's tables: its fields, and where it stands.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Fields">The fields.</param>
internal sealed record UatRow(int Line, UatField[] Fields)
{
    /// <summary>An error in a field.</summary>
    public KeyFileException Wrong(string field, string what) => new(Line, field, what);
}

/// <summary>
/// Reads the form of Wireshark's tables (UAT): a record in a line, fields parted by commas, quoted
/// or bare, octets in quotes escaped as <c>\x41</c>, comments behind <c>#</c> at a line's start.
/// </summary>
internal static class UatTable
{
    /// <summary>The rows of a text, in which escapes are resolved.</summary>
    /// <exception cref="KeyFileException">A line is no record.</exception>
    public static IEnumerable<UatRow> Rows(Memory<byte> text)
    {
        var number = 0;
        while (!text.IsEmpty)
        {
            number++;
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            var content = line.Trim(" \t\r"u8);
            if (content.Length > 0 && content.Span[0] != '#')
            {
                yield return new UatRow(number, [.. Fields(content, number)]);
            }
        }
    }

    /// <summary>A field in quotes, with what those cannot hold escaped.</summary>
    public static string Quoted(string field)
    {
        var text = new StringBuilder("\"");
        foreach (var character in field)
        {
            _ = character is '"' or '\\' or < ' ' or > '~'
                ? text.Append($"\\x{(int)character:x2}")
                : text.Append(character);
        }

        return text.Append('"').ToString();
    }

    private static List<UatField> Fields(Memory<byte> line, int number)
    {
        var fields = new List<UatField>();
        var at = 0;
        while (true)
        {
            at = SkipBlanks(line.Span, at);
            fields.Add(new(at < line.Length && line.Span[at] == '"'
                ? QuotedField(line, number, ref at)
                : BareField(line, ref at)));
            at = SkipBlanks(line.Span, at);
            if (at == line.Length)
            {
                return fields;
            }

            if (line.Span[at] != ',')
            {
                throw new KeyFileException(
                    number, $"field {fields.Count}", "a comma is needed behind it");
            }

            at++;
        }
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static Memory<byte> BareField(Memory<byte> line, ref int at)
    {
        var start = at;
        while (at < line.Length
            && line.Span[at] is not ((byte)',' or (byte)' ' or (byte)'\t'))
        {
            at++;
        }

        return line[start..at];
    }

    // Resolved in its place: an escape is longer than what it stands for.
    private static Memory<byte> QuotedField(Memory<byte> line, int number, ref int at)
    {
        var text = line.Span;
        var start = at + 1;
        var end = start;
        for (at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'"':
                    at++;
                    return line[start..end];
                case (byte)'\\' when at + 3 < text.Length && text[at + 1] == 'x'
                    && Utf8Parser.TryParse(text.Slice(at + 2, 2), out byte octet, out var used, 'x')
                    && used == 2:
                    text[end++] = octet;
                    at += 3;
                    break;
                case (byte)'\\' when at + 1 < text.Length
                    && text[at + 1] is (byte)'"' or (byte)'\\':
                    text[end++] = text[++at];
                    break;
                default:
                    text[end++] = text[at];
                    break;
            }
        }

        throw new KeyFileException(number, "", "a quotation mark is open at the end of the line");
    }
}
