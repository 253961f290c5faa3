using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE012, 013, 016, 017: widths of fields, and where octets begin.</summary>
internal static class WidthChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft)
    {
        var problems = draft.Placed
            .Select(field => field.Kind == FieldKind.Number
                ? Number(draft, field)
                : Part(draft, field))
            .Where(problem => problem is not null)
            .Select(problem => problem!)
            .ToArray();
        return problems.Length > 0 ? problems : Alignment(draft);
    }

    private static Problem? Number(WireDraft draft, FieldDraft field)
    {
        var bits = field.Model.Bits;
        var room = field.Model.Form == NumberForm.Flag
            ? 1
            : KindReader.BitsOf(field.Model.Primitive);
        if (field.Cell is { Bits: 0 })
        {
            return At(draft, field, LayoutRules.WrongCell, "a number, and its cell is variable");
        }

        if (bits is < 1 or > 64)
        {
            return At(
                draft, field, LayoutRules.ImpossibleWidth, bits.Text(), "a number has 1 to 64");
        }

        return bits > room
            ? At(draft, field, LayoutRules.TooWide, bits.Text(), room.Text())
            : null;
    }

    private static Problem? Part(WireDraft draft, FieldDraft field)
    {
        var isDrawn = field.Cell is { Bits: > 0 } || field.Has("Bits");
        if (!isDrawn)
        {
            return null;
        }

        if (field.Kind != FieldKind.Octets)
        {
            return At(
                draft, field, LayoutRules.WrongCell,
                "given a fixed width, which only numbers and octets have");
        }

        var bits = field.Model.Bits;
        return bits <= 0 || bits % 8 != 0
            ? At(
                draft, field, LayoutRules.ImpossibleWidth, bits.Text(),
                "octets have a multiple of 8")
            : null;
    }

    private static IEnumerable<Problem> Alignment(WireDraft draft)
    {
        // The bit in the octet where the next field begins.
        var bit = 0;
        FieldDraft? before = null;
        foreach (var field in draft.Placed)
        {
            var begins = field.Kind != FieldKind.Number
                || field.Model.When != before?.Model.When
                || field.Model.When?.Remaining > 0
                || field.Model.Trailer != before?.Model.Trailer;
            if (begins && bit != 0)
            {
                yield return At(draft, field, LayoutRules.Unaligned, "begins");
                yield break;
            }

            if (field.Kind == FieldKind.Number && Number(draft, field, bit) is { } problem)
            {
                yield return problem;
            }

            bit = (bit + field.Model.Bits) % 8;
            before = field;
        }

        if (bit != 0)
        {
            yield return At(draft, before!, LayoutRules.Unaligned, "ends");
        }
    }

    private static Problem? Number(WireDraft draft, FieldDraft field, int bit)
    {
        var bits = field.Model.Bits;
        if (bit + bits > 64)
        {
            return At(
                draft, field, LayoutRules.ImpossibleWidth, bits.Text(),
                "it would lie in more than 8 octets");
        }

        var order = draft.Model.Order;
        var isPart = bit + bits > 8 && (bit != 0 || bits % 8 != 0);
        return isPart && (order.Little || order.IsDynamic)
            ? At(
                draft, field, LayoutRules.ImpossibleWidth, bits.Text(),
                "where the least significant octet may come first, octets are whole")
            : null;
    }

    private static Problem At(
        WireDraft draft, FieldDraft field, DiagnosticDescriptor rule, params string[] words)
    {
        var place = field.Cell is { } cell ? Places.Of(draft, cell.Place)
            : field.Has("Bits") ? Places.Of(field, "Bits")
            : Places.Of(field);
        return Problem.At(place, rule, [field.Name, .. words]);
    }
}
