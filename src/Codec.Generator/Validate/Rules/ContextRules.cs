using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate.Rules;

/// <summary>Facts from outside, and byte order.</summary>
internal static class ContextRules
{
    private const string Category = "Holdfast.Wire";

    public static readonly DiagnosticDescriptor ContextMember = new(
        "WIRE070",
        "The context has the member",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE070.md");

    public static readonly DiagnosticDescriptor NestedContext = new(
        "WIRE071",
        "Elements share the context",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE071.md");

    public static readonly DiagnosticDescriptor ByteOrderField = new(
        "WIRE072",
        "Byte order is known at once",
        "'{0}' {1}",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE072.md");

    public static readonly DiagnosticDescriptor ContextType = new(
        "WIRE073",
        "A context is a struct",
        "The context '{0}' is not a struct",
        Category, DiagnosticSeverity.Error, true,
        helpLinkUri: "docs/rules/WIRE073.md");
}
