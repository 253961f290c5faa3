using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>
/// What one wire type must know of another: read from its attributes, so that it may stand in the
/// same compilation, not yet generated, or in another assembly.
/// </summary>
internal static class TypeReader
{
    public static bool IsWire(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct } && Words.Has(type, "Wire");

    /// <summary>Whether the type can have another part.</summary>
    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.All(
            one => one.GetSyntax() is TypeDeclarationSyntax declaration
                && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    public static TypeModel Read(INamedTypeSymbol type)
    {
        var isLinkSum = Words.Has(type, "LinkOf");
        var properties = type.GetMembers().OfType<IPropertySymbol>().ToArray();
        var tag = properties.FirstOrDefault(p => Words.Has(p, "Tag"));
        var isLink = isLinkSum || (tag is not null && properties.Any(p => Words.Has(p, "Next")));
        return new(Space(type), type.Name)
        {
            Context = ContextOf(type) is { } context ? FullName(context) : "",
            TagType = isLinkSum ? "uint" : tag is null ? "" : FullName(tag.Type),
            IsLink = isLink,
            IsContinued = properties.Any(p => Words.Has(p, "More")),
            IsSum = isLinkSum || Words.Has(type, "Peek"),
            Until = new(Words.One(type, "Until") is { } until ? until.Numbers(0) : []),
        };
    }

    public static INamedTypeSymbol? ContextOf(INamedTypeSymbol type) =>
        Words.One(type, "Wire")?.Named<INamedTypeSymbol?>("Context", null);

    public static string FullName(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string Space(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString()
            : "";

    public static string AccessOf(ISymbol symbol) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public => "public",
        Accessibility.Private => "private",
        _ => "internal",
    };
}
