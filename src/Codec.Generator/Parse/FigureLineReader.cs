namespace Holdfast.Codec.Generator.Parse;

/// <summary>Reads one line of a figure: two columns are a bit.</summary>
internal static class FigureLineReader
{
    private const string Borders = "|~:/.";

    public static bool IsRuler(string line) => line.TrimStart().StartsWith("+");

    public static bool IsRow(string line) =>
        line.TrimStart() is { Length: > 0 } text && Borders.IndexOf(text[0]) >= 0;

    /// <summary>A blank line, or one of the two lines of digits above a figure.</summary>
    public static bool IsHeading(string line) => line.All(c => c == ' ' || char.IsDigit(c));

    /// <summary>Reads a row; null with a fault where it cannot be.</summary>
    public static FigureRow? Row(int number, string line, int origin, out FigureFault? fault)
    {
        var text = line.Trim();
        var place = new FigurePlace(number, line.Length - line.TrimStart().Length, text.Length);
        fault = null;
        if (place.Column != origin)
        {
            fault = new(FigureFaultKind.Row, place, "does not begin under the ruler's first '+'");
        }
        else if (text.Length < 3 || Borders.IndexOf(text[text.Length - 1]) < 0)
        {
            fault = new(FigureFaultKind.Row, place, "does not end with a border");
        }

        return fault is null ? Cells(place, text, out fault) : null;
    }

    /// <summary>Reads a ruler; null with a fault where it cannot be.</summary>
    public static FigureRuler? Ruler(int number, string line, int origin, out FigureFault? fault)
    {
        var text = line.Trim();
        var place = new FigurePlace(number, line.Length - line.TrimStart().Length, text.Length);
        fault = new(FigureFaultKind.Ruler, place, "is ragged: two columns are a bit");
        if (place.Column != origin)
        {
            fault = fault with { What = "does not begin under the first ruler's '+'" };
            return null;
        }

        if (text.Length % 2 == 0 || text.Length < 3 || text[text.Length - 1] != '+')
        {
            return null;
        }

        var closed = new bool[text.Length / 2];
        var gaps = new List<FigurePiece>();
        for (var bit = 0; bit < closed.Length;)
        {
            if (IsBorder(text[2 * bit]) && IsDash(text[(2 * bit) + 1]))
            {
                closed[bit++] = true;
                continue;
            }

            var end = GapEnd(text, (2 * bit) + 1);
            if (text[2 * bit] != '+' || end % 2 != 0)
            {
                return null;
            }

            gaps.Add(Piece(place, text, 2 * bit, end));
            bit = end / 2;
        }

        fault = null;
        return new(place, closed, gaps);
    }

    private static FigureRow? Cells(FigurePlace place, string text, out FigureFault? fault)
    {
        fault = null;
        var variable = text[0] != '|';
        var cells = new List<List<FigurePiece>>();
        for (int left = 0, right; left < text.Length - 1; left = right)
        {
            right = text.IndexOf('|', left + 1);
            right = right < 0 ? text.Length - 1 : right;
            var piece = Piece(place, text, left, right);
            if (right % 2 != 0)
            {
                fault = new(FigureFaultKind.Row, piece.Place, "ends in the middle of a bit");
                return null;
            }

            cells.Add([piece]);
        }

        if (variable && cells.Count > 1)
        {
            fault = new(FigureFaultKind.Row, place, "is variable and has more than one cell");
            return null;
        }

        return new(place, variable, cells);
    }

    // The words between two borders, of which the columns are given.
    private static FigurePiece Piece(FigurePlace line, string text, int left, int right)
    {
        var inner = text.Substring(left + 1, right - left - 1);
        var words = inner.Trim();
        var place = words == ""
            ? new FigurePlace(line.Line, line.Column + left + 1, inner.Length)
            : new FigurePlace(
                line.Line,
                line.Column + left + 1 + inner.Length - inner.TrimStart().Length,
                words.Length);
        return new(left / 2, right / 2, words, place);
    }

    // A gap ends at the '+' that begins the next dashes, or at the last one.
    private static int GapEnd(string text, int from)
    {
        for (var i = from; i < text.Length - 1; i++)
        {
            if (text[i] == '+' && IsDash(text[i + 1]))
            {
                return i;
            }
        }

        return text.Length - 1;
    }

    private static bool IsDash(char c) => c is '-' or '=';

    private static bool IsBorder(char c) => c is '+' or '-' or '=';
}
