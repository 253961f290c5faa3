using Holdfast.Codec.Generator.Parse;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>The sums of links of an assembly: what is a link without a tag.</summary>
internal static class LinkSums
{
    public static bool HasNext(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(one => Words.Has(one, "Next"))
        || Words.Has(type, "LinkOf");

    /// <summary>Every type that is a case of a sum of links.</summary>
    public static HashSet<ISymbol> Cases(IAssemblySymbol assembly) => new(
        Types(assembly.GlobalNamespace)
            .Where(type => Words.Has(type, "LinkOf"))
            .SelectMany(type => Words.All(type, "Case"))
            .Select(one => one.Type(1))
            .OfType<ISymbol>(),
        SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(Types));
}
