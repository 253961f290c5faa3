using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>
/// WIRE022, 023, 025 to 027, 034, 035: what lengths measure and counts count.
/// </summary>
internal static class LengthChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Fields.SelectMany(field => Lengths(draft, field))
            .Concat(draft.Fields.SelectMany(field => Counts(draft, field)))
            .Concat(Ends(draft));

    private static IEnumerable<Problem> Lengths(WireDraft draft, FieldDraft field)
    {
        if (field.Model.Measures is not { } measures)
        {
            yield break;
        }

        if (measures.Unit < 1)
        {
            yield return Problem.At(
                Places.Of(field, "Measures", -1, "Unit"),
                ExtentRules.UnitTooSmall,
                field.Name,
                measures.Unit.Text());
        }

        if (measures.Self)
        {
            if (field.Model.Trailer)
            {
                yield return Backwards(field, "the whole type, and is found only at its end");
            }

            yield break;
        }

        var (from, to) = (Placed(draft, measures.From), Placed(draft, measures.To));
        if (from is null)
        {
            yield return Unknown(draft, field, 0, measures.From);
        }
        else if (to is null)
        {
            yield return Unknown(draft, field, 1, measures.To);
        }
        else if (Fault(field, from, to) is { } fault)
        {
            yield return Backwards(field, fault);
        }
    }

    private static FieldDraft? Placed(WireDraft draft, string name) =>
        draft.Placed.FirstOrDefault(field => field.Name == name);

    private static string? Fault(FieldDraft field, FieldDraft from, FieldDraft to)
    {
        if (from.Index > to.Index)
        {
            return $"from '{from.Name}' to '{to.Name}', which stands before it";
        }

        if (!field.Model.Trailer)
        {
            return to.Index <= field.Index ? $"'{to.Name}', which is no field behind it" : null;
        }

        // Trailers are placed from the last to the first.
        return from != to || !to.Model.Trailer || to.Index >= field.Index
            ? $"'{to.Name}', and a trailer measures one trailer before it"
            : null;
    }

    private static Problem Unknown(WireDraft draft, FieldDraft field, int argument, string name) =>
        Problem.At(
            Places.Of(field, "Measures", argument),
            ExtentRules.MeasuresUnknown,
            field.Name,
            name,
            draft.Type.Name);

    private static Problem Backwards(FieldDraft field, string what) => Problem.At(
        Places.Of(field, "Measures"), ExtentRules.MeasuresBackwards, field.Name, what);

    private static IEnumerable<Problem> Counts(WireDraft draft, FieldDraft field)
    {
        if (field.Model.Counts is not { Length: > 0 } name)
        {
            yield break;
        }

        var list = draft.Find(name);
        if (list is not { Kind: FieldKind.Many or FieldKind.Blocks } || list.Index < field.Index)
        {
            yield return Problem.At(
                Places.Of(field, "Counts", 0), ExtentRules.CountsNoList, field.Name, name);
        }
        else if (list.Model.CountedBy != field.Name)
        {
            yield return Problem.At(
                Places.Of(field, "Counts"),
                ExtentRules.CountedTwice,
                name,
                list.Model.CountedBy,
                field.Name);
        }
    }

    // The lengths that reach the last octet of the type.
    private static IEnumerable<Problem> Ends(WireDraft draft)
    {
        FieldDraft? end = null;
        foreach (var field in draft.Fields.Where(field => FixesEnd(draft, field)))
        {
            if (field.Model.When is not null)
            {
                yield return Problem.At(
                    Places.Of(field, "Measures"),
                    ExtentRules.MissingEnd,
                    field.Name,
                    draft.Type.Name);
            }

            if (end is not null)
            {
                yield return Problem.At(
                    Places.Of(field, "Measures"),
                    ExtentRules.TwoEnds,
                    field.Name,
                    draft.Type.Name,
                    end.Name);
            }

            end ??= field;
        }
    }

    private static bool FixesEnd(WireDraft draft, FieldDraft field) =>
        field.Model.Measures is { } measures
        && (measures.Self
            || (measures.Absent < 0
                && draft.Placed.LastOrDefault() is { } last
                && last.Name == measures.To
                && last.Model.ExtentBy != field.Name));
}
