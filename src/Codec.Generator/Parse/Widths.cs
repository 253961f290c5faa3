namespace Holdfast.Codec.Generator.Parse;

/// <summary>Gives every field its cell and its width.</summary>
internal static class Widths
{
    public static void Assign(WireDraft draft)
    {
        if (draft.Figure is { } figure)
        {
            Match(draft, figure);
            return;
        }

        foreach (var field in draft.Placed)
        {
            field.Model = field.Model with { Bits = field.Word("Bits")?.Number(0) ?? 0 };
        }
    }

    // Cells of one label ("RESERVED" twice) go to the properties of that label in order.
    private static void Match(WireDraft draft, Figure figure)
    {
        var cells = figure.Cells
            .GroupBy(cell => Labels.Key(cell.Label))
            .ToDictionary(group => group.Key, group => new Queue<FigureCell>(group));
        foreach (var field in draft.Placed)
        {
            if (cells.TryGetValue(Labels.Key(field.Model.Label), out var queue) && queue.Count > 0)
            {
                field.Cell = queue.Dequeue();
                field.Model = field.Model with
                {
                    Label = field.Cell.Label,
                    Bits = field.Cell.Bits,
                };
            }
        }
    }
}
