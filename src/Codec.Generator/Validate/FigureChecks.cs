using System.Globalization;
using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE003 to 011: the figure, and that cells and properties are the same.</summary>
internal static class FigureChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Figure is not { } figure ? Widths(draft)
        : figure.Faults.Length > 0 ? Faults(draft, figure)
        : Mixed(draft).Concat(Matches(draft, figure)).Concat(Order(draft));

    public static string Text(this int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(this ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Problem> Widths(WireDraft draft)
    {
        foreach (var field in draft.Placed)
        {
            if (field.Kind == FieldKind.Number && field.IsSupported && !field.Has("Bits"))
            {
                yield return Problem.At(Places.Of(field), LayoutRules.NoWidth, field.Name);
            }
        }
    }

    private static IEnumerable<Problem> Faults(WireDraft draft, Figure figure)
    {
        foreach (var fault in figure.Faults)
        {
            var rule = fault.Kind switch
            {
                FigureFaultKind.Row => LayoutRules.FigureRow,
                FigureFaultKind.Width => LayoutRules.FigureWidth,
                FigureFaultKind.Ruler => LayoutRules.FigureRuler,
            };
            yield return Problem.At(
                Places.Of(draft, fault.Place), rule, (fault.Place.Line + 1).Text(), fault.What);
        }
    }

    private static IEnumerable<Problem> Mixed(WireDraft draft) =>
        draft.Fields.Where(field => field.Has("Bits")).Select(field => Problem.At(
            Places.Of(field, "Bits"), LayoutRules.MixedLayout, draft.Type.Name, field.Name));

    private static IEnumerable<Problem> Matches(WireDraft draft, Figure figure)
    {
        var fields = draft.Placed.ToLookup(field => Labels.Key(field.Model.Label));
        foreach (var cells in figure.Cells.GroupBy(cell => Labels.Key(cell.Label)))
        {
            var (drawn, declared) = (cells.Count(), fields[cells.Key].Count());
            if (declared == 0)
            {
                foreach (var cell in cells)
                {
                    yield return Problem.At(
                        Places.Of(draft, cell.Place),
                        LayoutRules.CellWithoutProperty,
                        cell.Label,
                        draft.Type.Name);
                }
            }
            else if (drawn != declared)
            {
                yield return Problem.At(
                    Places.Of(draft, cells.Last().Place),
                    LayoutRules.AmbiguousLabel,
                    drawn.Text(),
                    declared.Text(),
                    cells.Key);
            }
        }

        var keys = new HashSet<string>(figure.Cells.Select(cell => Labels.Key(cell.Label)));
        foreach (var field in draft.Placed)
        {
            if (!keys.Contains(Labels.Key(field.Model.Label)))
            {
                yield return Problem.At(
                    field.Has("Label") ? Places.Of(field, "Label", 0) : Places.Of(field),
                    LayoutRules.PropertyWithoutCell,
                    draft.Type.Name,
                    field.Model.Label);
            }
        }
    }

    private static IEnumerable<Problem> Order(WireDraft draft)
    {
        var before = draft.Placed.FirstOrDefault(field => field.Cell is not null);
        foreach (var field in draft.Placed)
        {
            if (field.Cell is not { } cell)
            {
                continue;
            }

            if (IsBefore(cell.Place, before!.Cell!.Place))
            {
                yield return Problem.At(
                    Places.Of(field), LayoutRules.CellOrder, field.Name, before.Name);
                yield break;
            }

            before = field;
        }
    }

    private static bool IsBefore(FigurePlace one, FigurePlace other) =>
        one.Line < other.Line || (one.Line == other.Line && one.Column < other.Column);
}
