using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Chains and their links.</summary>
internal static class ChainRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor FirstNoChain = new(
        "WIRE040",
        "First names a chain behind it",
        "'{0}' is the first tag of '{1}', which is no chain behind it",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE040.md");

    public static readonly DiagnosticDescriptor ChainWithoutFirst = new(
        "WIRE041",
        "A chain has one first tag",
        "'{0}' has {1} [First]",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE041.md");

    public static readonly DiagnosticDescriptor NotALink = new(
        "WIRE042",
        "A chain is made of links",
        "'{0}' is no link: it lacks {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE042.md");

    public static readonly DiagnosticDescriptor NextOutsideLink = new(
        "WIRE043",
        "Next stands in a link",
        "'{0}' names what follows, and '{1}' is no link",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE043.md");

    public static readonly DiagnosticDescriptor UntilWithoutNext = new(
        "WIRE044",
        "Until stands on a link",
        "'{0}' has no [Next] that could be passed over",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE044.md");

    public static readonly DiagnosticDescriptor TagTwice = new(
        "WIRE045",
        "A link has one tag and one next",
        "'{0}' is the second [{1}] of '{2}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE045.md");

    public static readonly DiagnosticDescriptor TagNowhere = new(
        "WIRE046",
        "A tag comes from a chain or a sum",
        "'{0}' must be told its tag, and '{1}' cannot",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE046.md");
}
