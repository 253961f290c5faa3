namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>
/// The cells of a figure as people read it, column by column: the generator's reader, which also
/// looks for every mistake, has nothing of this.
/// </summary>
internal static class DrawnCells
{
    /// <summary>Label and bits of each cell in order; 0 bits: it is of any length.</summary>
    public static IReadOnlyList<(string Label, int Bits)> Of(string figure)
    {
        var rows = new List<Row>();
        string? ruler = null;
        foreach (var line in figure.Split('\n').Select(one => one.Trim()))
        {
            if (line.StartsWith('+'))
            {
                ruler = line;
            }
            else if (line.IndexOfAny(['|', '~', ':', '/', '.']) == 0)
            {
                Add(rows, Row.Of(line), ruler);
                ruler = null;
            }
        }

        return [.. rows.SelectMany(row => row.Cells).Select(cell => (cell.Label, cell.Bits))];
    }

    private static void Add(List<Row> rows, Row row, string? ruler)
    {
        var upper = rows.Count > 0 ? rows[^1] : null;
        if (upper is not null && ruler is null && upper.IsDrawnLike(row))
        {
            for (var i = 0; i < row.Cells.Count; i++)
            {
                upper.Cells[i].Words.AddRange(row.Cells[i].Words);
            }

            return;
        }

        // Where nothing is drawn between them, the last cell goes on below.
        var gap = ruler?.Replace("+-", "--").Replace('+', ' ').Replace('-', ' ').Trim();
        if (upper is not null && (ruler is null || ruler.Contains("  ") || gap != ""))
        {
            var last = upper.Cells[^1];
            if (gap is not (null or ""))
            {
                last.Words.Add(gap);
            }

            last.Words.AddRange(row.Cells[0].Words);
            last.Width += row.Cells[0].Width;
            last.IsVariable |= row.Cells[0].IsVariable;
            row.Cells[0] = last;
            upper.Cells.RemoveAt(upper.Cells.Count - 1);
        }

        rows.Add(row);
    }

    private sealed record Row(List<Cell> Cells)
    {
        public static Row Of(string line)
        {
            var isVariable = line[0] != '|';
            var texts = isVariable ? [line[1..^1]] : line[1..^1].Split('|');
            return new([.. texts.Select(text => new Cell((text.Length + 1) / 2, isVariable)
            {
                Words = text.Trim() == "" ? [] : [text.Trim()],
            })]);
        }

        // Two lines of words in the same cells.
        public bool IsDrawnLike(Row other) =>
            Cells.Count > 1 && Cells.Select(one => one.Width)
                .SequenceEqual(other.Cells.Select(one => one.Width));
    }

    private sealed class Cell(int width, bool isVariable)
    {
        public int Width { get; set; } = width;

        public bool IsVariable { get; set; } = isVariable;

        public List<string> Words { get; init; } = [];

        public int Bits => IsVariable ? 0 : Width;

        public string Label => string.Join(
            Words.Count > 1 && Words.All(one => one.Length == 1) ? "" : " ", Words);
    }
}
