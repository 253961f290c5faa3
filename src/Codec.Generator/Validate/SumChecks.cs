using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE050 to 055 and 057: sums, their tags and cases.</summary>
internal static class SumChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft) =>
        Types(draft)
            .Concat(draft.IsSum ? Sum(draft) : [])
            .Concat(draft.Fields.SelectMany(field => OneOf(draft, field)));

    /// <summary>WIRE056 and 057: what a sum type may have besides cases.</summary>
    public static IEnumerable<Problem> Declaration(WireDraft draft)
    {
        if (!draft.IsSum)
        {
            if (Words.One(draft.Type, "Case") is { } stray)
            {
                yield return Problem.At(
                    Places.Of(stray),
                    SumRules.CasesWithoutSum,
                    draft.Type.Name,
                    "a [Case], and neither [Peek] nor [LinkOf]");
            }

            yield break;
        }

        foreach (var property in draft.Fields.Select(field => field.Property).Concat(draft.Strays))
        {
            yield return Problem.At(
                Places.Of(property),
                SumRules.SumWithFields,
                draft.Type.Name,
                $"the property '{property.Name}'");
        }

        if (draft.Model.Figure != "")
        {
            yield return Problem.At(
                Places.Of(draft.Wire), SumRules.SumWithFields, draft.Type.Name, "a figure");
        }

        if (draft.Model.Peek is not null && draft.Model.IsLinkSum)
        {
            yield return Problem.At(
                Places.Of(Words.One(draft.Type, "Peek")),
                SumRules.CasesWithoutSum,
                draft.Type.Name,
                "both [Peek] and [LinkOf]");
        }

        if (draft.Cases.Count == 0)
        {
            yield return Problem.At(
                Places.Of(draft.Type), SumRules.CasesWithoutSum, draft.Type.Name, "no [Case]");
        }
    }

    // WIRE053, wherever a type is named.
    private static IEnumerable<Problem> Types(WireDraft draft)
    {
        var peek = Words.One(draft.Type, "Peek");
        var named = new List<(ITypeSymbol? Type, Location Place)>
        {
            (peek?.Named<INamedTypeSymbol?>("Otherwise", null), Places.Of(peek, -1, "Otherwise")),
            (peek?.Named<INamedTypeSymbol?>("Short", null), Places.Of(peek, -1, "Short")),
        };
        named.AddRange(draft.Cases.Concat(draft.Fields.SelectMany(field => field.Cases))
            .Select(one => ((ITypeSymbol?)one.Type, Places.Of(one.Attribute, 1))));
        foreach (var field in draft.Fields)
        {
            if (field.Kind is FieldKind.Many or FieldKind.Chain)
            {
                named.Add((field.Element, Places.Of(field)));
            }

            named.Add((field.Word("Encrypted")?.Type(0), Places.Of(field, "Encrypted", 0)));
        }

        return named
            .Where(one => one.Type is { TypeKind: not TypeKind.Error }
                && !TypeReader.IsWire(one.Type))
            .Select(one => Problem.At(one.Place, SumRules.NotAWireType, one.Type!.Name));
    }

    private static IEnumerable<Problem> Sum(WireDraft draft)
    {
        var bits = 32;
        if (draft.Model.Peek is { } peek)
        {
            bits = peek.Bits;
            if (peek.Bits is < 1 or > 32 || peek.Offset < 0)
            {
                yield return Problem.At(
                    Places.Of(Words.One(draft.Type, "Peek")),
                    SumRules.PeekBits,
                    draft.Type.Name,
                    peek.Bits.Text(),
                    peek.Offset.Text());
                yield break;
            }
        }

        // Peeked bits are in the case's own octets, so that several values may be one case.
        var problems = Cases(draft.Cases, bits, draft.Type.Name, draft.Model.Peek is not null);
        foreach (var problem in problems)
        {
            yield return problem;
        }
    }

    private static IEnumerable<Problem> OneOf(WireDraft draft, FieldDraft field)
    {
        if (field.Kind != FieldKind.OneOf)
        {
            if (field.Word("Case") is { } stray)
            {
                yield return Problem.At(
                    Places.Of(stray),
                    SumRules.CasesWithoutSum,
                    field.Name,
                    "a [Case], and no [OneOf]");
            }

            yield break;
        }

        if (field.Cases.Count == 0)
        {
            yield return Problem.At(
                Places.Of(field, "OneOf"), SumRules.CasesWithoutSum, field.Name, "no [Case]");
        }

        var tag = draft.Find(field.Model.Tag);
        if (!IsKnownBefore(tag, field, flags: false))
        {
            yield return Problem.At(
                Places.Of(field, "OneOf", 0), SumRules.OneOfTag, field.Name, field.Model.Tag);
            yield break;
        }

        if (field.Model.Critical != ""
            && !IsKnownBefore(draft.Find(field.Model.Critical), field, flags: true))
        {
            yield return Problem.At(
                Places.Of(field, "OneOf", -1, "Critical"),
                SumRules.CriticalFlag,
                field.Model.Critical,
                field.Name);
        }

        var bits = tag!.Kind == FieldKind.Tag
            ? KindReader.BitsOf(tag.Model.Primitive)
            : tag.Model.Bits;
        foreach (var problem in Cases(field.Cases, bits, tag.Name, isPeek: false))
        {
            yield return problem;
        }
    }

    private static bool IsKnownBefore(FieldDraft? tag, FieldDraft field, bool flags) =>
        tag?.Kind switch
        {
            FieldKind.Tag => true,
            FieldKind.Number => (flags || tag.Model.Form != NumberForm.Flag)
                && (tag.Index < field.Index || tag.Model.Trailer),
            _ => false,
        };

    private static IEnumerable<Problem> Cases(
        List<CaseDraft> cases, int bits, string of, bool isPeek)
    {
        var tags = new Dictionary<ulong, string>();
        var names = new Dictionary<string, TypeModel?> { ["Unknown"] = null };
        foreach (var one in cases)
        {
            var (tag, name, type) = (one.Model.Tag, one.Model.Name, one.Model.Type);
            if (ConstraintChecks.IsTooWide(tag, bits))
            {
                yield return Problem.At(
                    Places.Of(one.Attribute, 0),
                    ConstraintRules.ValueTooWide,
                    tag.Text(),
                    bits.Text(),
                    of);
            }

            if (tags.TryGetValue(tag, out var other))
            {
                yield return Problem.At(
                    Places.Of(one.Attribute, 0), SumRules.CaseTwice, tag.Text(), other);
            }
            else if (names.TryGetValue(name, out var named) && !(isPeek && type.Equals(named)))
            {
                yield return Problem.At(Places.Of(one.Attribute), SumRules.CaseName, name);
            }

            tags[tag] = name;
            names[name] = type;
        }
    }
}
