using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Sums;

/// <summary>
/// A sum type in C# 14: an abstract record whose constructors are private, so that only the records
/// nested in its body can derive from it. Those are its cases.
/// </summary>
internal static class ClosedHierarchy
{
    /// <summary>Whether nobody outside the body of the type is meant to derive from it.</summary>
    public static bool IsClosed(INamedTypeSymbol type) =>
        type is { IsRecord: true, TypeKind: TypeKind.Class, IsAbstract: true }
        && type.InstanceConstructors.All(
            ctor => ctor.DeclaredAccessibility == Accessibility.Private || IsCopyConstructor(ctor))
        && Cases(type).Any()
        && (type.OriginalDefinition.Locations.Any(place => place.IsInSource)
            || !HasOutsider(type.OriginalDefinition, type.ContainingAssembly.GlobalNamespace));

    /// <summary>The records nested in the type at any depth that derive from it directly.</summary>
    public static IEnumerable<INamedTypeSymbol> Cases(INamedTypeSymbol type) =>
        Nested(type).Where(nested =>
            SymbolEqualityComparer.Default.Equals(nested.BaseType, type));

    /// <summary>Whether one type is declared in the body of the other.</summary>
    public static bool IsInside(INamedTypeSymbol type, INamedTypeSymbol body)
    {
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(
                outer.OriginalDefinition, body.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<INamedTypeSymbol> Nested(INamedTypeSymbol type) =>
        type.GetTypeMembers().SelectMany(nested => Nested(nested).Prepend(nested));

    // The compiler makes it protected, and no record can make it private unless it is sealed.
    private static bool IsCopyConstructor(IMethodSymbol ctor) =>
        ctor.Parameters.Length == 1
        && SymbolEqualityComparer.Default.Equals(ctor.Parameters[0].Type, ctor.ContainingType);

    // The compiler does not import the internal constructors of another assembly: there, a type
    // with internal ones looks like one with private ones, and only its neighbours tell.
    private static bool HasOutsider(INamedTypeSymbol type, INamespaceSymbol space) =>
        space.GetTypeMembers().SelectMany(member => Nested(member).Prepend(member)).Any(member =>
            SymbolEqualityComparer.Default.Equals(member.BaseType?.OriginalDefinition, type)
            && !IsInside(member, type))
        || space.GetNamespaceMembers().Any(inner => HasOutsider(type, inner));
}
