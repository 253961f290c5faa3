using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE061, 062, 068, 069: ranges of values and lengths, and their conditions.</summary>
internal static class LimitChecks
{
    private static readonly string[] Limiting = ["Range", "Length"];

    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Fields.SelectMany(field => Limiting.SelectMany(name => Check(draft, field, name)));

    private static IEnumerable<Problem> Check(WireDraft draft, FieldDraft field, string name)
    {
        var seen = new HashSet<(string, ulong)>();
        foreach (var word in Words.All(field.Property, name))
        {
            var problems = Values(field, word, name == "Range" ? field.Model.Bits : 64)
                .Concat(Condition(draft, field, word));
            foreach (var problem in problems)
            {
                yield return problem;
            }

            if (!seen.Add((word.Named("Of", ""), word.Named("Is", 0ul))))
            {
                yield return Problem.At(
                    Places.Of(word), ConstraintRules.LimitTwice, field.Name, name);
            }
        }
    }

    private static IEnumerable<Problem> Values(FieldDraft field, AttributeData word, int bits)
    {
        var (min, max) = (word.Wide(0), word.Wide(1));
        foreach (var (index, value) in new[] { (0, min), (1, max) })
        {
            if (ConstraintChecks.IsTooWide(value, bits))
            {
                yield return ConstraintChecks.TooWide(field, Places.Of(word, index), value);
            }
        }

        if (min > max)
        {
            yield return Problem.At(
                Places.Of(word),
                ConstraintRules.EmptyRange,
                field.Name,
                min.Text(),
                max.Text());
        }
    }

    private static IEnumerable<Problem> Condition(
        WireDraft draft, FieldDraft field, AttributeData word)
    {
        var (of, value) = (word.Named("Of", ""), word.Named("Is", 0ul));
        if (of == "" && value == 0)
        {
            yield break;
        }

        var by = draft.Find(of);
        var decides = by is { Kind: FieldKind.Tag }
            || (by is { Kind: FieldKind.Number, Model.Trailer: false } && by.Index < field.Index);
        if (!decides)
        {
            yield return Problem.At(
                Places.Of(word, -1, "Of"), ConstraintRules.LimitOf, field.Name, of);
        }
        else if (by!.Kind == FieldKind.Number
            && ConstraintChecks.IsTooWide(value, by.Model.Bits))
        {
            yield return ConstraintChecks.TooWide(by, Places.Of(word, -1, "Is"), value);
        }
    }
}
