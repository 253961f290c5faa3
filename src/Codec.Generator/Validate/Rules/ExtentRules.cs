using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Where variable fields end.</summary>
internal static class ExtentRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor NoExtent = new(
        "WIRE020",
        "A variable field has an extent rule",
        "Nothing says where '{0}' ends: measure or count it, or let it take the rest",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE020.md");

    public static readonly DiagnosticDescriptor TwoExtents = new(
        "WIRE021",
        "A variable field has one extent rule",
        "More than one rule says where '{0}' ends: {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE021.md");

    public static readonly DiagnosticDescriptor MeasuresUnknown = new(
        "WIRE022",
        "A length field measures fields of its type",
        "'{0}' measures '{1}', which is no field of '{2}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE022.md");

    public static readonly DiagnosticDescriptor MeasuresBackwards = new(
        "WIRE023",
        "A length stands before what it measures",
        "'{0}' measures {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE023.md");

    public static readonly DiagnosticDescriptor NotANumber = new(
        "WIRE024",
        "The word needs a number",
        "[{0}] needs a number, and '{1}' is none",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE024.md");

    public static readonly DiagnosticDescriptor UnitTooSmall = new(
        "WIRE025",
        "A unit of length is at least one octet",
        "'{0}' counts in units of {1} octets",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE025.md");

    public static readonly DiagnosticDescriptor CountsNoList = new(
        "WIRE026",
        "A count has a list behind it",
        "'{0}' counts '{1}', which is no list behind it",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE026.md");

    public static readonly DiagnosticDescriptor CountedTwice = new(
        "WIRE027",
        "A list is counted once",
        "'{0}' is counted by '{1}' and by '{2}'",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE027.md");

    public static readonly DiagnosticDescriptor BlockSize = new(
        "WIRE028",
        "Blocks have a size",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE028.md");

    public static readonly DiagnosticDescriptor RestTwice = new(
        "WIRE029",
        "One field takes the rest",
        "'{0}' cannot take the rest that '{1}' takes",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE029.md");

    public static readonly DiagnosticDescriptor TrailerPlace = new(
        "WIRE030",
        "Behind the rest stand trailers",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE030.md");

    public static readonly DiagnosticDescriptor AlignTooSmall = new(
        "WIRE031",
        "Padding aligns to at least one octet",
        "'{0}' aligns to {1} octets",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE031.md");

    public static readonly DiagnosticDescriptor WrongKind = new(
        "WIRE032",
        "The word fits the kind of field",
        "[{0}] does not fit '{1}': {2}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE032.md");

    public static readonly DiagnosticDescriptor EmptyElement = new(
        "WIRE033",
        "An element has at least one octet",
        "'{0}' can be empty, so '{1}' would never end",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE033.md");

    public static readonly DiagnosticDescriptor TwoEnds = new(
        "WIRE034",
        "One length fixes the end of a type",
        "'{0}' fixes the end of '{1}', which '{2}' fixes already",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE034.md");

    public static readonly DiagnosticDescriptor MissingEnd = new(
        "WIRE035",
        "The length that fixes the end is always there",
        "'{0}' fixes the end of '{1}', and is there only sometimes",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE035.md");
}
