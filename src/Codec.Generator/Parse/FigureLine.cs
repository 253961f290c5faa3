namespace Holdfast.Codec.Generator.Parse;

/// <summary>Words between two borders of a row, or in a gap of a ruler.</summary>
/// <param name="Start">The first bit of the row that it takes.</param>
/// <param name="End">The first bit behind it.</param>
/// <param name="Words">The words.</param>
/// <param name="Place">Where the words stand; without words, all between the borders.</param>
internal sealed record FigurePiece(int Start, int End, string Words, FigurePlace Place);

/// <summary>A line of cells.</summary>
internal sealed class FigureRow(FigurePlace place, bool variable, List<List<FigurePiece>> cells)
{
    public FigurePlace Place { get; } = place;

    /// <summary>Whether its borders say that it is of any length.</summary>
    public bool Variable { get; } = variable;

    /// <summary>The pieces of each cell: one, or one for each line of a stack of words.</summary>
    public List<List<FigurePiece>> Cells { get; } = cells;

    public int Width => Cells[Cells.Count - 1][0].End;

    /// <summary>
    /// Whether another line has the same borders within: then the two draw one row, with the words
    /// above each other, since no cell but the last could go on in the line below.
    /// </summary>
    public bool Stacks(FigureRow other) =>
        !Variable && !other.Variable && Cells.Count > 1 && Cells.Count == other.Cells.Count
        && Cells.Zip(other.Cells, (one, two) => one[0].End == two[0].End).All(same => same);
}

/// <summary>A line of borders. Gaps leave cells open to the row below.</summary>
internal sealed class FigureRuler(FigurePlace place, bool[] closed, List<FigurePiece> gaps)
{
    public FigurePlace Place { get; } = place;

    public int Width => closed.Length;

    public List<FigurePiece> Gaps { get; } = gaps;

    public bool IsClosed(int bit) => bit >= closed.Length || closed[bit];
}
