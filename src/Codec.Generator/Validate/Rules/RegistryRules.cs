using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Registry enumerations and their tables.</summary>
internal static class RegistryRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor RegistryType = new(
        "WIRE080",
        "A registry enumeration wraps a number",
        "Declare '{0}' as 'readonly partial record struct {0}(byte Value)', or with a wider number",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE080.md");

    public static readonly DiagnosticDescriptor TableMissing = new(
        "WIRE081",
        "The registry's table is an additional file",
        "No additional file is called '{0}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE081.md");

    public static readonly DiagnosticDescriptor TableRow = new(
        "WIRE082",
        "A row of the table cannot be read",
        "{0}({1}): the line {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE082.md");

    public static readonly DiagnosticDescriptor RowTwice = new(
        "WIRE083",
        "Rows of a table differ",
        "{0}({1}): another row has the {2} '{3}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE083.md");

    public static readonly DiagnosticDescriptor RowIdentifier = new(
        "WIRE084",
        "An identifier is a new name in C#",
        "{0}({1}): '{2}' cannot name a property of '{3}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE084.md");

    public static readonly DiagnosticDescriptor RowTooWide = new(
        "WIRE085",
        "A table's value fits the number",
        "{0}({1}): {2} is too much for a {3}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE085.md");
}
