using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Spec;

/// <summary>
/// The bit diagram of a wire type: as declared, or drawn from its widths, 32 bits a row.
/// </summary>
internal static class Diagram
{
    private const int RowBits = 32;
    private const string Tens =
        " 0                   1                   2                   3";

    private const string Ones =
        " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1";

    /// <summary>The lines of the diagram; none for a sum, which has no layout of its own.</summary>
    public static IReadOnlyList<string> Of(WireSchema schema)
    {
        if (schema.Figure != "")
        {
            return schema.Figure.Split('\n').Select(line => line.TrimEnd()).ToList();
        }

        var placed = schema.Fields.Where(field => field.Kind != FieldKind.Tag).ToList();
        return placed.Count == 0 ? [] : Draw(placed);
    }

    private static List<string> Draw(IReadOnlyList<FieldSchema> fields)
    {
        var lines = new List<string> { Tens, Ones };
        var row = new Row();
        lines.Add(Ruler(RowBits));
        foreach (var field in fields)
        {
            if (field.Bits == 0)
            {
                row.Flush(lines);
                lines.Add($"~{Centre(Label(field), (2 * RowBits) - 1)}~");
                lines.Add(Ruler(RowBits));
            }
            else
            {
                Place(row, lines, field);
            }
        }

        row.Flush(lines);
        return lines;
    }

    private static void Place(Row row, List<string> lines, FieldSchema field)
    {
        var label = Label(field);
        for (var left = field.Bits; left > 0;)
        {
            var bits = Math.Min(left, RowBits - row.Used);
            row.Add(label, bits);
            left -= bits;
            label = "";
            if (row.Used == RowBits)
            {
                row.Flush(lines, goesOn: left > 0);
            }
        }
    }

    private static string Label(FieldSchema field) => field.When is { } when
        ? $"{field.Label} ({Words.When(when)})"
        : field.Label;

    private static string Ruler(int bits) =>
        string.Concat(Enumerable.Repeat("+-", bits)) + "+";

    private static string Centre(string text, int width)
    {
        if (text.Length > width)
        {
            return text[..width];
        }

        var left = (width - text.Length) / 2;
        return text.PadLeft(left + text.Length).PadRight(width);
    }

    /// <summary>The cells of the row that is being drawn.</summary>
    private sealed class Row
    {
        private string _line = "|";

        public int Used { get; private set; }

        public void Add(string label, int bits)
        {
            _line += Centre(label, (2 * bits) - 1) + "|";
            Used += bits;
        }

        public void Flush(List<string> lines, bool goesOn = false)
        {
            if (Used == 0)
            {
                return;
            }

            lines.Add(_line);
            if (!goesOn)
            {
                lines.Add(Ruler(Used));
            }

            _line = "|";
            Used = 0;
        }
    }
}
