using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Sums and their cases.</summary>
internal static class SumRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor CaseTwice = new(
        "WIRE050",
        "A tag has one case",
        "The tag {0} already chooses '{1}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE050.md");

    public static readonly DiagnosticDescriptor CaseName = new(
        "WIRE051",
        "Cases have names of their own",
        "Another case is called '{0}': give one of them a Name",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE051.md");

    public static readonly DiagnosticDescriptor OneOfTag = new(
        "WIRE052",
        "The tag of a sum is known before it",
        "'{0}' is chosen by '{1}', which is no number known before it",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE052.md");

    public static readonly DiagnosticDescriptor NotAWireType = new(
        "WIRE053",
        "The type is a wire type",
        "'{0}' is not a wire type",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE053.md");

    public static readonly DiagnosticDescriptor CriticalFlag = new(
        "WIRE054",
        "A critical flag is known before the sum",
        "'{0}' is no flag or number known before '{1}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE054.md");

    public static readonly DiagnosticDescriptor PeekBits = new(
        "WIRE055",
        "Peeking sees 1 to 32 bits",
        "'{0}' peeks at {1} bits from bit {2} on",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE055.md");

    public static readonly DiagnosticDescriptor SumWithFields = new(
        "WIRE056",
        "A sum type has no fields of its own",
        "'{0}' is a sum of other types and has {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE056.md");

    public static readonly DiagnosticDescriptor CasesWithoutSum = new(
        "WIRE057",
        "Cases and sums belong together",
        "'{0}' has {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE057.md");
}
