using System.Collections.Immutable;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>
/// Reads an RFC bit diagram: rows of 32 bits between rulers. The last cell of a row goes on in the
/// row below where nothing is drawn between them; a row between <c>~</c> is of any length.
/// </summary>
internal sealed class FigureReader
{
    private const int RowBits = 32;

    private readonly List<FigureRow> _rows = [];

    // The ruler above each row; null: none. One more for the ruler below the last row.
    private readonly List<FigureRuler?> _above = [];

    private readonly List<FigureFault> _faults = [];

    private FigureReader()
    {
    }

    public static Figure Read(string text)
    {
        var reader = new FigureReader();
        reader.ReadLines(text);
        if (reader._faults.Count == 0)
        {
            reader.CheckRulers();
        }

        var cells = reader._faults.Count == 0 ? reader.JoinCells() : [];
        return new([.. cells], [.. reader._faults]);
    }

    private void ReadLines(string text)
    {
        var lines = text.Split('\n');
        var origin = -1;
        FigureRuler? pending = null;
        for (var number = 0; number < lines.Length; number++)
        {
            var line = lines[number].TrimEnd();
            if (FigureLineReader.IsHeading(line))
            {
                continue;
            }

            var column = line.Length - line.TrimStart().Length;
            origin = origin < 0 ? column : origin;
            FigureFault? fault;
            if (FigureLineReader.IsRuler(line))
            {
                pending = FigureLineReader.Ruler(number, line, origin, out fault) ?? pending;
            }
            else if (FigureLineReader.IsRow(line))
            {
                if (FigureLineReader.Row(number, line, origin, out fault) is { } row)
                {
                    Add(row, pending);
                    pending = null;
                }
            }
            else
            {
                var place = new FigurePlace(number, column, line.Length - column);
                fault = new(FigureFaultKind.Row, place, "is neither a row nor a ruler");
            }

            if (fault is not null)
            {
                _faults.Add(fault);
            }
        }

        _above.Add(pending);
        if (_rows.Count == 0 && _faults.Count == 0)
        {
            _faults.Add(new(FigureFaultKind.Row, default, "has no cell, nor has any other"));
        }
    }

    private void Add(FigureRow row, FigureRuler? ruler)
    {
        if (ruler is null && _rows.Count > 0 && _rows[_rows.Count - 1].Stacks(row))
        {
            var upper = _rows[_rows.Count - 1];
            for (var i = 0; i < row.Cells.Count; i++)
            {
                upper.Cells[i].AddRange(row.Cells[i]);
            }

            return;
        }

        _rows.Add(row);
        _above.Add(ruler);
    }

    private void CheckRulers()
    {
        for (var i = 0; i <= _rows.Count; i++)
        {
            if (_above[i] is { } ruler)
            {
                var least = Math.Max(
                    i == 0 ? 0 : _rows[i - 1].Width, i == _rows.Count ? 0 : _rows[i].Width);
                if (ruler.Width != least && (ruler.Width != RowBits || least > RowBits))
                {
                    _faults.Add(new(
                        FigureFaultKind.Ruler,
                        ruler.Place,
                        $"has {ruler.Width} bits, where the row has {least}"));
                }
            }
        }

        RequireRuler(_above[0], _rows[0], "has no ruler above it");
        RequireRuler(_above[_rows.Count], _rows[_rows.Count - 1], "has no ruler below it");
    }

    private void RequireRuler(FigureRuler? ruler, FigureRow row, string what)
    {
        if (ruler is null)
        {
            _faults.Add(new(FigureFaultKind.Row, row.Place, what));
        }
        else if (ruler.Gaps.Count > 0)
        {
            _faults.Add(new(FigureFaultKind.Ruler, ruler.Place, "has a gap"));
        }
    }

    private List<FigureCell> JoinCells()
    {
        var cells = new List<CellDraft>();
        var below = new List<CellDraft?>();
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            var joined = i > 0 && Joins(_rows[i - 1], _above[i], row);
            for (var k = 0; k < row.Cells.Count; k++)
            {
                if (k == 0 && joined)
                {
                    cells[cells.Count - 1].Pieces.AddRange(_above[i]?.Gaps ?? []);
                }
                else
                {
                    cells.Add(new());
                }

                cells[cells.Count - 1].Take(row.Cells[k], row.Variable);
                if (k == 0 && i > 0)
                {
                    below.Add(joined ? null : cells[cells.Count - 1]);
                }
            }
        }

        CheckWidths(below);
        return Finish(cells);
    }

    // The cell that begins below each row but the last; null: a cell goes on there.
    private void CheckWidths(List<CellDraft?> below)
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            var mayBeShort = i == below.Count || below[i] is { IsVariable: true } || row.Variable;
            if (row.Width > RowBits || (row.Width < RowBits && !mayBeShort))
            {
                _faults.Add(new(
                    FigureFaultKind.Width, row.Place, $"has {row.Width} bits, not {RowBits}"));
            }
        }
    }

    // Bits are in order, so only the last cell of a row can go on, and only as the first below.
    private bool Joins(FigureRow above, FigureRuler? ruler, FigureRow below)
    {
        var upper = above.Cells[above.Cells.Count - 1][0];
        var lower = below.Cells[0][0];
        var (start, end) = (Math.Max(upper.Start, lower.Start), Math.Min(upper.End, lower.End));
        if (ruler is null)
        {
            return start < end;
        }

        if (ruler.Gaps.Count == 0)
        {
            return false;
        }

        if (ruler.Gaps.Count > 1 || ruler.Gaps[0].Start != start || ruler.Gaps[0].End != end)
        {
            _faults.Add(new(
                FigureFaultKind.Ruler,
                ruler.Place,
                "has a gap that does not fit the last cell above and the first below"));
            return false;
        }

        return true;
    }

    private List<FigureCell> Finish(List<CellDraft> drafts)
    {
        var cells = new List<FigureCell>();
        var offset = 0;
        foreach (var draft in drafts)
        {
            var cell = draft.Finish(offset);
            offset = cell.Bits == 0 ? 0 : offset + cell.Bits;
            cells.Add(cell);
            if (cell.Label == "")
            {
                _faults.Add(new(FigureFaultKind.Row, cell.Place, "has no label"));
            }
        }

        return cells;
    }

    private sealed class CellDraft
    {
        private int _bits;

        public List<FigurePiece> Pieces { get; } = [];

        public bool IsVariable { get; private set; }

        public void Take(List<FigurePiece> pieces, bool variable)
        {
            Pieces.AddRange(pieces);
            IsVariable |= variable;
            _bits += pieces[0].End - pieces[0].Start;
        }

        public FigureCell Finish(int offset)
        {
            var words = Pieces.Where(piece => piece.Words != "").ToArray();
            var isStack = words.Length > 1 && words.All(piece => piece.Words.Length == 1);
            var label = string.Join(isStack ? "" : " ", words.Select(piece => piece.Words));
            var place = (words.Length > 0 ? words[0] : Pieces[0]).Place;
            return new(label, offset, IsVariable ? 0 : _bits, place);
        }
    }
}
