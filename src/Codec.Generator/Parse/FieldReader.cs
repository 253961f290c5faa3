using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Reads the words on one property.</summary>
internal static class FieldReader
{
    public static FieldDraft Read(IPropertySymbol property, int index)
    {
        var label = Words.One(property, "Label")?.Text(0) ?? property.Name;
        var type = TypeReader.FullName(property.Type);
        var draft = new FieldDraft(
            property, index, new(property.Name, label, FieldKind.Octets, type)
            {
                Accessibility = TypeReader.AccessOf(property),
            });
        KindReader.Read(draft);
        draft.Cases = Cases(property);
        draft.Model = Constraints(draft, Roles(draft, draft.Model));
        return draft;
    }

    /// <summary>The cases on a property or type.</summary>
    public static List<CaseDraft> Cases(ISymbol symbol)
    {
        var cases = new List<CaseDraft>();
        foreach (var word in Words.All(symbol, "Case"))
        {
            var type = word.Type(1);
            var model = type is null ? new TypeModel("", "") : TypeReader.Read(type);
            var name = word.Named("Name", "");
            cases.Add(new(word, type, new(word.Wide(0), name == "" ? model.Name : name, model)));
        }

        return cases;
    }

    // What the field says about others.
    private static FieldModel Roles(FieldDraft draft, FieldModel model) => model with
    {
        Element = draft.Element is { } element ? TypeReader.Read(element) : null,
        Trailer = draft.Has("Trailer"),
        When = Presence(draft),
        Measures = draft.Word("Measures") is { } measures ? Measure(measures) : null,
        Counts = draft.Word("Counts")?.Text(0) ?? "",
        First = draft.Word("First")?.Text(0) ?? "",
        IsNext = draft.Has("Next"),
        Chain = model.Kind != FieldKind.Chain
            ? null
            : draft.Word("Chain") is { } chain
                ? new(chain.Named("End", 0u), chain.Named("EndsAtUnknown", false))
                : new(0, false),
        More = draft.Word("More") is { } more ? new(more.Wide(0), more.Wide(1)) : null,
        Tag = draft.Word("OneOf")?.Text(0) ?? "",
        Critical = draft.Word("OneOf")?.Named("Critical", "") ?? "",
        Cases = new(draft.Cases.Select(one => one.Model)),
        Encrypted = draft.Word("Encrypted")?.Type(0) is { } plaintext
            ? TypeReader.Read(plaintext)
            : null,
    };

    // What the field's own octets must be.
    private static FieldModel Constraints(FieldDraft draft, FieldModel model) => model with
    {
        Const = draft.Word("Const")?.Wide(0),
        Range = Limits(draft, "Range").Where(IsPlain)
            .Select(range => new RangeModel(range.Min, range.Max)).FirstOrDefault(),
        Limits = new(Limits(draft, "Range").Where(range => !IsPlain(range))),
        Lengths = new(Limits(draft, "Length")),
        NonZero = draft.Has("NonZero"),
        Where = draft.Word("Where")?.Text(0) ?? "",
        SameAs = draft.Word("SameAs")?.Text(0) ?? "",
        Reserved = draft.Word("Reserved") is { } reserved
            ? new(Refuses(reserved, byDefault: false), reserved.Named("OnWrite", 0ul))
            : null,
        Padding = draft.Word("Padding") is { } padding
            ? new(
                padding.ConstructorArguments.FirstOrDefault().Value is byte rule ? rule : 0,
                padding.Named("Align", 1),
                Refuses(padding, byDefault: false))
            : null,
        Checksum = draft.Word("Checksum") is { } checksum
            ? new(checksum.Named("To", ""), Refuses(checksum, byDefault: true))
            : null,
    };

    private static IEnumerable<LimitModel> Limits(FieldDraft draft, string word) =>
        Words.All(draft.Property, word).Select(limit => new LimitModel(
            limit.Wide(0),
            limit.Wide(1),
            limit.Named("Of", ""),
            limit.Named("Is", 0ul),
            limit.Named("OrZero", false)));

    private static bool IsPlain(LimitModel limit) => limit is { Of: "", OrZero: false };

    private static WhenModel? Presence(FieldDraft draft)
    {
        var (when, remaining) = (draft.Word("When"), draft.Word("WhenRemaining"));
        return when is null && remaining is null
            ? null
            : new(
                when?.Text(0) ?? "",
                when?.Wide(1) ?? 0,
                when?.Named("Not", false) ?? false,
                remaining?.Number(0) ?? 0);
    }

    private static MeasuresModel Measure(AttributeData word)
    {
        // One argument: the enum Extent, or one field; two: from and to.
        var isSelf = word.ConstructorArguments.FirstOrDefault().Kind == TypedConstantKind.Enum;
        var from = isSelf ? "" : word.Text(0);
        var to = word.ConstructorArguments.Length > 1 ? word.Text(1) : from;
        return new(
            isSelf,
            from,
            to,
            word.Named("Unit", 1),
            word.Named("Bias", 0),
            word.Named("Absent", -1));
    }

    private static bool Refuses(AttributeData word, bool byDefault) =>
        word.Named("OnRead", (byte)(byDefault ? 1 : 0)) == 1;
}
