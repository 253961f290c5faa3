using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Draws the lines between fields: who counts, measures, tags and decides whom.</summary>
internal static class Connections
{
    public static void Draw(WireDraft draft)
    {
        foreach (var field in draft.Fields)
        {
            var name = field.Name;
            field.Model = field.Model with
            {
                CountedBy = Pointer(draft, one => one.Counts == name),
                FirstBy = Pointer(draft, one => one.First == name),
                TagOf = Pointer(draft, one => one.Tag == name),
                DecidesPresence = field.Model.Form == NumberForm.Flag
                    && draft.Fields.Any(one => one.Model.When?.Field == name),
                BlockSizeBy = field.Word("Size")?.Text(0) ?? "",
                BlockSize = field.Word("Size")?.Number(0) ?? 0,
            };
        }

        foreach (var field in draft.Placed)
        {
            field.Rules.AddRange(Rules(draft, field));
            field.Model = Extent(draft, field);
        }
    }

    /// <summary>The length field that measures up to the last octet of a field.</summary>
    public static FieldDraft? LengthOf(WireDraft draft, FieldDraft field) =>
        draft.Fields.FirstOrDefault(one => Measures(one, field));

    private static string Pointer(WireDraft draft, Func<FieldModel, bool> points) =>
        draft.Fields.FirstOrDefault(one => points(one.Model))?.Name ?? "";

    private static bool Measures(FieldDraft length, FieldDraft field) =>
        length.Model.Measures is { Self: false } measures && measures.To == field.Name;

    private static IEnumerable<ExtentRule> Rules(WireDraft draft, FieldDraft field)
    {
        var rules = new List<ExtentRule>();
        var rest = field.Has("Rest");
        if (rest)
        {
            rules.Add(ExtentRule.Rest);
        }

        if (field.Has("Context"))
        {
            rules.Add(ExtentRule.Context);
        }

        // A length that reaches the last field fixes the end of the type; a Rest reaches to it.
        if (!field.Model.IsFixed && !(rest && field == draft.Placed.Last()))
        {
            rules.AddRange(draft.Fields
                .Where(one => Measures(one, field))
                .Select(_ => ExtentRule.Measured));
        }

        if (field.Model.Padding is { Align: > 1 } && !rules.Contains(ExtentRule.Measured))
        {
            rules.Add(ExtentRule.Aligned);
        }

        if (rules.Count == 0 && field.Kind == FieldKind.Blocks && field.Model.CountedBy != "")
        {
            rules.Add(ExtentRule.Sized);
        }

        if (rules.Count == 0 && HasOwnEnd(field.Model))
        {
            rules.Add(ExtentRule.Own);
        }

        return rules;
    }

    private static bool HasOwnEnd(FieldModel field) =>
        field.Kind is FieldKind.Struct or FieldKind.Chain
        || (field.Kind == FieldKind.Many && field.CountedBy != "");

    private static FieldModel Extent(WireDraft draft, FieldDraft field)
    {
        var model = field.Model;
        var rule = model.IsFixed ? ExtentRule.Fixed : field.Rules.FirstOrDefault();
        var by = rule switch
        {
            ExtentRule.Measured => LengthOf(draft, field)?.Name ?? "",
            ExtentRule.Context => field.Word("Context")?.Text(0) ?? "",
            _ => "",
        };
        return model with
        {
            Extent = rule,
            ExtentBy = by,
            ExtentOctets = rule == ExtentRule.Aligned ? model.Padding?.Align ?? 0 : 0,
        };
    }
}
