using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE024, 032: which words fit which kind of field.</summary>
internal static class KindChecks
{
    private static readonly string[] Numbers =
    [
        "Measures", "Counts", "First", "Next", "More", "Const", "Range", "NonZero", "Where",
        "SameAs", "Reserved", "Checksum",
    ];

    // These need a number that can be more than true or false.
    private static readonly HashSet<string> Amounts =
        ["Measures", "Counts", "First", "Next", "More", "Checksum"];

    private static readonly HashSet<string> OfTags = ["Tag", "First", "Label"];

    public static IEnumerable<Problem> Check(WireDraft draft) =>
        draft.Fields.SelectMany(field => field.Kind == FieldKind.Tag ? Tag(field) : Placed(field));

    private static IEnumerable<Problem> Tag(FieldDraft field)
    {
        foreach (var word in Words.Every(field.Property)
            .Where(word => !OfTags.Contains(Name(word))))
        {
            yield return Wrong(field, word, "a tag takes no octets");
        }

        if (field.Model.Form == NumberForm.Flag)
        {
            yield return Wrong(field, field.Word("Tag")!, "a flag is no tag");
        }
    }

    private static IEnumerable<Problem> Placed(FieldDraft field)
    {
        foreach (var name in Numbers)
        {
            var isNumber = field.Kind == FieldKind.Number
                && !(field.Model.Form == NumberForm.Flag && Amounts.Contains(name));
            if (!isNumber && field.Word(name) is { } word)
            {
                yield return Problem.At(
                    Places.Of(word), ExtentRules.NotANumber, name, field.Name);
            }
        }

        foreach (var word in Words.Every(field.Property))
        {
            if (Fault(field.Model, Name(word)) is { } fault)
            {
                yield return Wrong(field, word, fault);
            }
        }
    }

    private static string? Fault(FieldModel field, string word) => word switch
    {
        "Padding" or "Encrypted" when field.Kind != FieldKind.Octets => "it needs octets",
        "OneOf" when field.Kind != FieldKind.OneOf => "it needs octets",
        "Size" when field.Kind != FieldKind.Blocks => "it needs a list of octet blocks",
        "Chain" when field.Kind != FieldKind.Chain => "it needs a chain",
        "Rest" or "Context" or "Length" when field.Kind == FieldKind.Number || field.IsFixed =>
            "its width is fixed",
        "Length" when field.Extent is ExtentRule.Own or ExtentRule.Aligned =>
            "it finds its own end",
        "Padding" when field.IsFixed && field.Padding is { Align: not 1 } => "its width is fixed",
        "First" or "Next" when field.Bits > 32 => "a tag has 32 bits at most",
        "Trailer" when field.When is not null => "a trailer is always present",
        "WhenRemaining" when field.When is { Field: not "" } => "[When] decides already",
        _ => null,
    };

    private static string Name(AttributeData word) =>
        word.AttributeClass!.Name.Substring(
            0, word.AttributeClass.Name.Length - nameof(Attribute).Length);

    private static Problem Wrong(FieldDraft field, AttributeData word, string why) =>
        Problem.At(Places.Of(word), ExtentRules.WrongKind, Name(word), field.Name, why);
}
