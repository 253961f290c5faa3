using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>What a declaration and its figure must be.</summary>
internal static class LayoutRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor TypeShape = new(
        "WIRE001",
        "A wire type is a readonly ref partial struct",
        "Declare '{0}' as 'readonly ref partial struct'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE001.md");

    public static readonly DiagnosticDescriptor TypeAlone = new(
        "WIRE002",
        "A wire type stands alone",
        "'{0}' is {1}; a wire type is neither nested nor generic",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE002.md");

    public static readonly DiagnosticDescriptor FigureRow = new(
        "WIRE003",
        "A line of the figure cannot be read",
        "The figure's line {0} {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE003.md");

    public static readonly DiagnosticDescriptor FigureWidth = new(
        "WIRE004",
        "A row of the figure is 32 bits",
        "The figure's line {0} {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE004.md");

    public static readonly DiagnosticDescriptor FigureRuler = new(
        "WIRE005",
        "A ruler of the figure fits its rows",
        "The figure's line {0} {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE005.md");

    public static readonly DiagnosticDescriptor MixedLayout = new(
        "WIRE006",
        "A layout is a figure or widths, never both",
        "'{0}' has a figure, so the width of '{1}' stands there and not in [Bits]",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE006.md");

    public static readonly DiagnosticDescriptor NoWidth = new(
        "WIRE007",
        "A number has a width",
        "'{0}' has no width: draw a figure or give [Bits]",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE007.md");

    public static readonly DiagnosticDescriptor CellWithoutProperty = new(
        "WIRE008",
        "A cell has a property",
        "The cell '{0}' of '{1}' has no property: name one so, or give it [Label]",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE008.md");

    public static readonly DiagnosticDescriptor PropertyWithoutCell = new(
        "WIRE009",
        "A property has a cell",
        "The figure of '{0}' has no cell '{1}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE009.md");

    public static readonly DiagnosticDescriptor CellOrder = new(
        "WIRE010",
        "Properties stand in the order of the cells",
        "'{0}' is declared behind '{1}', and the figure has it before",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE010.md");

    public static readonly DiagnosticDescriptor AmbiguousLabel = new(
        "WIRE011",
        "As many properties as cells have a label",
        "{0} cells and {1} properties have the label '{2}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE011.md");

    public static readonly DiagnosticDescriptor TooWide = new(
        "WIRE012",
        "A width fits the property's type",
        "'{0}' has {1} bits, and its type has room for {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE012.md");

    public static readonly DiagnosticDescriptor ImpossibleWidth = new(
        "WIRE013",
        "A width is possible",
        "'{0}' cannot have {1} bits: {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE013.md");

    public static readonly DiagnosticDescriptor UnsupportedType = new(
        "WIRE014",
        "A property's type can stand on the wire",
        "'{0}' has the type '{1}', which cannot stand on the wire",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE014.md");

    public static readonly DiagnosticDescriptor NotAField = new(
        "WIRE015",
        "A field is a partial property with a getter alone",
        "'{0}' carries words of the codec and {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE015.md");

    public static readonly DiagnosticDescriptor WrongCell = new(
        "WIRE016",
        "A field is as variable as its cell",
        "'{0}' is {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE016.md");

    public static readonly DiagnosticDescriptor Unaligned = new(
        "WIRE017",
        "Variable parts begin and end at an octet",
        "'{0}' {1} in the middle of an octet",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE017.md");

    public static readonly DiagnosticDescriptor TakenName = new(
        "WIRE018",
        "A field's name is free",
        "'{0}' is a keyword, or a name that the generated code needs",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE018.md");

    public static readonly DiagnosticDescriptor HoldsItself = new(
        "WIRE019",
        "A wire type does not hold itself",
        "'{0}' holds itself ({1}), so octets would say how deep a parser goes",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE019.md");
}
