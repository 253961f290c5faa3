using Holdfast.Codec.Generator.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>Where in the source the squiggle of a complaint goes.</summary>
internal static class Places
{
    /// <summary>The name of a type or property where it is declared.</summary>
    public static Location Of(ISymbol symbol) => symbol.Locations.FirstOrDefault() ?? Location.None;

    public static Location Of(FieldDraft field) => Of(field.Property);

    /// <summary>A whole attribute.</summary>
    public static Location Of(AttributeData? word) =>
        Syntax(word)?.GetLocation() ?? Location.None;

    /// <summary>The attribute of a word on a field.</summary>
    public static Location Of(FieldDraft field, string word) => Of(field.Word(word));

    /// <summary>One argument of a word on a field.</summary>
    public static Location Of(FieldDraft field, string word, int index, string name = "") =>
        Of(field.Word(word), index, name);

    /// <summary>One argument of an attribute; where it is not given, the attribute.</summary>
    public static Location Of(AttributeData? word, int index, string name = "") =>
        Argument(word, index, name)?.GetLocation() ?? Of(word);

    /// <summary>Words of the figure.</summary>
    public static Location Of(WireDraft draft, FigurePlace place) =>
        Argument(draft.Wire, 2, "figure") is { } figure
            ? FigureSource.At(figure.Expression, place)
            : Of(draft.Wire);

    private static AttributeArgumentSyntax? Argument(AttributeData? word, int index, string name)
    {
        if (Syntax(word)?.ArgumentList?.Arguments is not { } arguments)
        {
            return null;
        }

        foreach (var argument in arguments)
        {
            var written = argument.NameColon?.Name ?? argument.NameEquals?.Name;
            if (name != "" && written?.Identifier.ValueText == name)
            {
                return argument;
            }
        }

        return index >= 0 && index < arguments.Count
            && arguments[index] is { NameColon: null, NameEquals: null } positional
                ? positional
                : null;
    }

    private static AttributeSyntax? Syntax(AttributeData? word) =>
        word?.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
}
