namespace Holdfast.Cli.Exploring;

/// <summary>Rows of cells under each other.</summary>
internal static class Columns
{
    /// <summary>Writes rows, each as wide as the widest of its column.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rows">The rows, all of the same number of cells.</param>
    /// <param name="toRight">Whether a column stands to the right.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<string[]> rows, Func<int, bool> toRight)
    {
        var widths = Enumerable.Range(0, rows[0].Length)
            .Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => toRight(column)
                ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
