using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>
/// Reads a faulty declaration as far as it can be completed. The compiler lets analyzers speak
/// once all declarations are whole, so that a type without its other part would keep them silent.
/// </summary>
internal static class StubReader
{
    /// <summary>
    /// Whether a stub lets the analyzer say what is wrong: not for a type that has no place for
    /// another part, nor where the compiler itself refuses the type of a list.
    /// </summary>
    public static bool CanStand(WireDraft draft) =>
        draft.Type is { ContainingType: null, IsGenericType: false, IsRecord: false }
        && TypeReader.IsPartial(draft.Type)
        && draft.Fields.All(field => IsSupported(field) && FitsConstraint(field));

    public static StubModel Read(WireDraft draft)
    {
        var model = draft.Finish();
        var context = draft.Context is { TypeKind: TypeKind.Struct, IsRefLikeType: false };
        var fields = draft.Fields
            .Where(field => field.IsSupported && !Names.IsTaken(field.Name))
            .Select(field => Mended(draft, field));
        return new(
            model with
            {
                Context = context ? model.Context : "",
                Cases = Possible(draft.Cases, 32),
                Peek = model.Peek is { } peek ? Mended(draft, peek) : null,
                Fields = new(fields.OrderBy(field => field.Kind != FieldKind.Tag)),
            },
            new(draft.Type.GetMembers().OfType<IPropertySymbol>()
                .Where(one => one is { IsPartialDefinition: true, IsIndexer: false })
                .Where(one => !one.IsStatic || Words.Every(one).Any())
                .Select(Property)),
            new(draft.Type.MemberNames.OrderBy(name => name, StringComparer.Ordinal)));
    }

    // The compiler says what it does not know; then it is no matter of ours.
    private static bool IsSupported(FieldDraft field) =>
        field.IsSupported || field.Property.Type.TypeKind != TypeKind.Error;

    private static bool FitsConstraint(FieldDraft field)
    {
        if (field.Kind is not (FieldKind.Many or FieldKind.Chain))
        {
            return true;
        }

        if (!TypeReader.IsWire(field.Element))
        {
            return false;
        }

        var element = TypeReader.Read(field.Element!);
        var context = field.ElementContext is { } type ? TypeReader.FullName(type) : "";
        return field.Kind == FieldKind.Chain
            ? element.IsLink
            : element is { IsLink: false, TagType: "" } && element.Context == context;
    }

    private static FieldModel Mended(WireDraft draft, FieldDraft field)
    {
        var tag = field.Kind == FieldKind.OneOf ? draft.Find(field.Model.Tag) : null;
        return field.Kind != FieldKind.OneOf ? field.Model
            : tag is not { Kind: FieldKind.Number or FieldKind.Tag, IsSupported: true }
                ? field.Model with { Kind = FieldKind.Octets, Cases = default }
            : field.Model with
            {
                Cases = Possible(field.Cases, KindReader.BitsOf(tag.Model.Primitive)),
            };
    }

    private static PeekModel Mended(WireDraft draft, PeekModel peek)
    {
        var word = Words.One(draft.Type, "Peek")!;
        return peek with
        {
            Otherwise = IsWire("Otherwise") ? peek.Otherwise : null,
            Short = IsWire("Short") ? peek.Short : null,
        };

        bool IsWire(string name) =>
            TypeReader.IsWire(word.Named<INamedTypeSymbol?>(name, null));
    }

    private static EquatableArray<CaseModel> Possible(List<CaseDraft> cases, int bits) => new(cases
        .Where(one => TypeReader.IsWire(one.Type)
            && (bits == 64 || one.Model.Tag >> bits == 0)
            && one.Model.Name != "Unknown"
            && SyntaxFacts.IsValidIdentifier(one.Model.Name)
            && !Names.IsKeyword(one.Model.Name))
        .GroupBy(one => one.Model.Name)
        .Select(group => group.First().Model));

    private static StubProperty Property(IPropertySymbol property) => new(
        TypeReader.AccessOf(property),
        property.IsStatic,
        TypeReader.FullName(property.Type),
        Names.IsKeyword(property.Name) ? "@" + property.Name : property.Name,
        property.SetMethod is not { } setter ? "" : setter.IsInitOnly ? "init" : "set");
}
