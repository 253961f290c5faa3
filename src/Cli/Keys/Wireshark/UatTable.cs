using System.Text;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>A row of one of Wireshark's tables: its fields, and where it stands.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Fields">The fields without quotes; those of keys are secrets.</param>
internal sealed record UatRow(int Line, string[] Fields)
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
    /// <summary>The rows of a text.</summary>
    /// <exception cref="KeyFileException">A line is no record.</exception>
    public static IEnumerable<UatRow> Rows(ReadOnlyMemory<byte> text)
    {
        var number = 0;
        while (!text.IsEmpty)
        {
            number++;
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            var content = Encoding.Latin1.GetString(line.Span).Trim();
            if (content.Length > 0 && content[0] != '#')
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

    private static List<string> Fields(string line, int number)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            at = SkipBlanks(line, at);
            fields.Add(at < line.Length && line[at] == '"'
                ? QuotedField(line, number, ref at)
                : BareField(line, ref at));
            at = SkipBlanks(line, at);
            if (at == line.Length)
            {
                return fields;
            }

            if (line[at] != ',')
            {
                throw new KeyFileException(
                    number, $"field {fields.Count}", "a comma is needed behind it");
            }

            at++;
        }
    }

    private static int SkipBlanks(string line, int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private static string BareField(string line, ref int at)
    {
        var start = at;
        while (at < line.Length && line[at] is not (',' or ' ' or '\t'))
        {
            at++;
        }

        return line[start..at];
    }

    private static string QuotedField(string line, int number, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"':
                    at++;
                    return text.ToString();
                case '\\' when at + 3 < line.Length && line[at + 1] == 'x'
                    && char.IsAsciiHexDigit(line[at + 2]) && char.IsAsciiHexDigit(line[at + 3]):
                    text.Append((char)Convert.ToByte(line.Substring(at + 2, 2), 16));
                    at += 3;
                    break;
                case '\\' when at + 1 < line.Length && line[at + 1] is '"' or '\\':
                    text.Append(line[++at]);
                    break;
                default:
                    text.Append(line[at]);
                    break;
            }
        }

        throw new KeyFileException(number, "", "a quotation mark is open at the end of the line");
    }
}
