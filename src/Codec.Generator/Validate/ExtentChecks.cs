using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE020, 021, 028 to 031, 033: where variable fields end.</summary>
internal static class ExtentChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Placed.SelectMany(Rules)
            .Concat(draft.Placed.SelectMany(field => Blocks(draft, field)))
            .Concat(Order(draft))
            .Concat(draft.Placed.SelectMany(Elements));

    private static IEnumerable<Problem> Rules(FieldDraft field)
    {
        if (field.Model.IsFixed)
        {
            yield break;
        }

        if (field.Rules.Count == 0)
        {
            yield return Problem.At(Places.Of(field), ExtentRules.NoExtent, field.Name);
        }

        if (field.Rules.Count > 1)
        {
            var rules = string.Join(", ", field.Rules.Select(Said));
            yield return Problem.At(Places.Of(field), ExtentRules.TwoExtents, field.Name, rules);
        }

        if (field.Model.Padding is { Align: < 1 } padding)
        {
            yield return Problem.At(
                Places.Of(field, "Padding", -1, "Align"),
                ExtentRules.AlignTooSmall,
                field.Name,
                padding.Align.Text());
        }
    }

    private static string Said(ExtentRule rule) => rule switch
    {
        ExtentRule.Fixed => "its width",
        ExtentRule.Measured => "a length field",
        ExtentRule.Rest => "[Rest]",
        ExtentRule.Context => "[Context]",
        ExtentRule.Aligned => "Align",
        ExtentRule.Sized => "[Size] and a count",
        ExtentRule.Own => "its elements",
    };

    private static IEnumerable<Problem> Blocks(WireDraft draft, FieldDraft field)
    {
        if (field.Kind != FieldKind.Blocks)
        {
            yield break;
        }

        var (by, octets) = (field.Model.BlockSizeBy, field.Model.BlockSize);
        if (!field.Has("Size"))
        {
            yield return Problem.At(
                Places.Of(field), ExtentRules.BlockSize, field.Name, "has no [Size]");
        }
        else if (by != "" && (!IsNumber(draft.Find(by)) || draft.Find(by)!.Index > field.Index))
        {
            yield return Problem.At(
                Places.Of(field, "Size", 0),
                ExtentRules.BlockSize,
                field.Name,
                $"has its size in '{by}', which is no number before it");
        }
        else if (by == "" && octets < 1)
        {
            yield return Problem.At(
                Places.Of(field, "Size", 0),
                ExtentRules.BlockSize,
                field.Name,
                $"has blocks of {octets.Text()} octets");
        }
    }

    private static bool IsNumber(FieldDraft? field) =>
        field is { Kind: FieldKind.Number } && field.Model.Form != NumberForm.Flag;

    private static IEnumerable<Problem> Order(WireDraft draft)
    {
        FieldDraft? rest = null;
        foreach (var field in draft.Placed)
        {
            if (field.Has("Rest"))
            {
                if (rest is not null)
                {
                    yield return Problem.At(
                        Places.Of(field, "Rest"), ExtentRules.RestTwice, field.Name, rest.Name);
                }

                rest ??= field;
            }
            else if (Misplaced(draft, field, rest) is { } what)
            {
                yield return Problem.At(
                    field.Model.Trailer ? Places.Of(field, "Trailer") : Places.Of(field),
                    ExtentRules.TrailerPlace,
                    field.Name,
                    what);
            }
        }
    }

    private static string? Misplaced(WireDraft draft, FieldDraft field, FieldDraft? rest)
    {
        if (!field.Model.Trailer)
        {
            return rest is null
                ? null
                : $"stands behind the rest '{rest.Name}' and is no [Trailer]";
        }

        if (rest is null)
        {
            return "is a [Trailer] with no [Rest] before it";
        }

        if (field.Model.IsFixed)
        {
            return null;
        }

        if (field.Kind != FieldKind.Octets)
        {
            return "is a [Trailer], which numbers and octets can be";
        }

        var isPlaced = field.Model.Extent switch
        {
            ExtentRule.Measured => Connections.LengthOf(draft, field) is { } length
                && (length.Index > field.Index || !length.Model.Trailer),
            ExtentRule.Context => true,
            _ => false,
        };
        return isPlaced ? null : "is a [Trailer], so a length behind it or the context measures it";
    }

    private static IEnumerable<Problem> Elements(FieldDraft field)
    {
        if (field.Kind is FieldKind.Many or FieldKind.Chain
            && TypeReader.IsWire(field.Element)
            && LeastSize.CanBeEmpty(field.Element!))
        {
            yield return Problem.At(
                Places.Of(field), ExtentRules.EmptyElement, field.Element!.Name, field.Name);
        }
    }
}
