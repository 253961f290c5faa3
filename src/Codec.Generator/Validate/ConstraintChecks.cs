using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE060, 061, 063 to 067: presence and values.</summary>
internal static class ConstraintChecks
{
    private static readonly string[] Meanings =
    [
        "Const", "Range", "NonZero", "Where", "SameAs", "Measures", "Counts", "First", "Next",
        "More", "Checksum",
    ];

    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Fields.SelectMany(field =>
            Presence(draft, field)
                .Concat(Values(draft, field))
                .Concat(Sameness(draft, field))
                .Concat(Checksum(draft, field)));

    public static bool IsTooWide(ulong value, int bits) => bits < 64 && value >> bits != 0;

    private static IEnumerable<Problem> Presence(WireDraft draft, FieldDraft field)
    {
        if (field.Model.When is not { } when)
        {
            yield break;
        }

        if (field.Has("WhenRemaining") && when.Remaining < 1)
        {
            yield return Problem.At(
                Places.Of(field, "WhenRemaining", 0),
                ConstraintRules.RemainingOctets,
                field.Name,
                when.Remaining.Text());
        }

        if (!field.Has("When"))
        {
            yield break;
        }

        var by = draft.Find(when.Field);
        if (by is not { Kind: FieldKind.Number, Model.Trailer: false } || by.Index >= field.Index)
        {
            yield return Problem.At(
                Places.Of(field, "When", 0), ConstraintRules.WhenField, field.Name, when.Field);
        }
        else if (IsTooWide(when.Value, by.Model.Bits))
        {
            yield return TooWide(by, Places.Of(field, "When", 1), when.Value);
        }
    }

    private static IEnumerable<Problem> Values(WireDraft draft, FieldDraft field)
    {
        var model = field.Model;
        var values = new (string Word, int Argument, string Name, ulong? Value)[]
        {
            ("Const", 0, "", model.Const),
            ("More", 0, "", model.More?.Last),
            ("More", 1, "", model.More?.More),
            ("Reserved", -1, "OnWrite", model.Reserved?.OnWrite),
        };
        foreach (var (word, argument, name, value) in values)
        {
            if (value is { } number && IsTooWide(number, model.Bits))
            {
                yield return TooWide(field, Places.Of(field, word, argument, name), number);
            }
        }

        if (model.Where != "" && !HasTest(draft.Type, model.Where))
        {
            yield return Problem.At(
                Places.Of(field, "Where", 0),
                ConstraintRules.WhereMethod,
                draft.Type.Name,
                model.Where);
        }
    }

    private static bool HasTest(INamedTypeSymbol type, string name) =>
        type.GetMembers(name).OfType<IMethodSymbol>().Any(method =>
            method is
            {
                IsStatic: true, IsGenericMethod: false,
                ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1,
            } && method.Parameters[0].Type.SpecialType == SpecialType.System_UInt64);

    private static IEnumerable<Problem> Sameness(WireDraft draft, FieldDraft field)
    {
        if (field.Model.SameAs is { Length: > 0 } name)
        {
            var other = draft.Find(name);
            var what = other is not { Kind: FieldKind.Number } || other.Index >= field.Index
                ? "is no number before it"
                : other.Model.Bits != field.Model.Bits
                    ? $"has {other.Model.Bits.Text()} bits where it has {field.Model.Bits.Text()}"
                    : null;
            if (what is not null)
            {
                yield return Problem.At(
                    Places.Of(field, "SameAs", 0),
                    ConstraintRules.SameAsField,
                    field.Name,
                    name,
                    what);
            }
        }

        if (field.Model.Reserved is not null)
        {
            foreach (var word in Meanings.Where(field.Has))
            {
                yield return Problem.At(
                    Places.Of(field, word), ConstraintRules.ReservedMeans, field.Name, word);
            }
        }
    }

    private static IEnumerable<Problem> Checksum(WireDraft draft, FieldDraft field)
    {
        if (field.Model.Checksum is not { } checksum)
        {
            yield break;
        }

        if (field.Model.Bits != 16)
        {
            yield return Problem.At(
                Places.Of(field, "Checksum"),
                ConstraintRules.ChecksumShape,
                field.Name,
                $"has {field.Model.Bits.Text()} bits, and the checksum 16");
        }

        var to = draft.Placed.FirstOrDefault(one => one.Name == checksum.To);
        if (checksum.To != "" && (to is null || to.Index < field.Index))
        {
            yield return Problem.At(
                Places.Of(field, "Checksum", -1, "To"),
                ConstraintRules.ChecksumShape,
                field.Name,
                $"covers up to '{checksum.To}', which is neither itself nor a field behind it");
        }
    }

    public static Problem TooWide(FieldDraft field, Location place, ulong value) => Problem.At(
        place,
        ConstraintRules.ValueTooWide,
        value.Text(),
        field.Model.Bits.Text(),
        field.Name);
}
