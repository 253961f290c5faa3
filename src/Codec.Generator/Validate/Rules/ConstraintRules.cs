using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Presence and values.</summary>
internal static class ConstraintRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor WhenField = new(
        "WIRE060",
        "Presence is decided by an earlier number",
        "'{0}' is present by '{1}', which is no number before it",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE060.md");

    public static readonly DiagnosticDescriptor ValueTooWide = new(
        "WIRE061",
        "A value fits the field",
        "The value {0} has no room in the {1} bits of '{2}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE061.md");

    public static readonly DiagnosticDescriptor EmptyRange = new(
        "WIRE062",
        "A range has a value",
        "The range of '{0}' is empty: {1} is above {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE062.md");

    public static readonly DiagnosticDescriptor SameAsField = new(
        "WIRE063",
        "A repeated field is earlier and as wide",
        "'{0}' cannot repeat '{1}', which {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE063.md");

    public static readonly DiagnosticDescriptor ReservedMeans = new(
        "WIRE064",
        "Reserved bits mean nothing",
        "'{0}' is reserved, and [{1}] gives it a meaning",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE064.md");

    public static readonly DiagnosticDescriptor ChecksumShape = new(
        "WIRE065",
        "A checksum has 16 bits and covers fields",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE065.md");

    public static readonly DiagnosticDescriptor WhereMethod = new(
        "WIRE066",
        "Where names a test of the value",
        "'{0}' has no method 'static bool {1}(ulong)'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE066.md");

    public static readonly DiagnosticDescriptor RemainingOctets = new(
        "WIRE067",
        "What remains is at least one octet",
        "'{0}' is present where {1} octets remain, which is always",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE067.md");

    public static readonly DiagnosticDescriptor LimitOf = new(
        "WIRE068",
        "A condition looks at an earlier number",
        "'{0}' is limited by '{1}', which is neither the tag nor a number before it",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE068.md");

    public static readonly DiagnosticDescriptor LimitTwice = new(
        "WIRE069",
        "A field has one range under one condition",
        "'{0}' has another [{1}] under the same condition",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE069.md");
}
