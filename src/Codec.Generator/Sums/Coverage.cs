using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Codec.Generator.Sums;

/// <summary>Which cases of a closed hierarchy the arms of a switch take for certain.</summary>
internal static class Coverage
{
    /// <summary>Whether every case of the hierarchy has an arm that takes all its values.</summary>
    public static bool IsTotal(ISwitchExpressionOperation choice, INamedTypeSymbol hierarchy)
    {
        var patterns = choice.Arms
            .Where(arm => arm.Guard is null)
            .Select(arm => arm.Pattern)
            .ToArray();

        return TakesAll(patterns, hierarchy);
    }

    /// <summary>Whether an arm without a guard takes <see langword="null"/>.</summary>
    public static bool TakesNull(ISwitchExpressionOperation choice) =>
        choice.Arms.Any(arm => arm.Guard is null && TakesNull(arm.Pattern));

    private static bool TakesAll(IPatternOperation[] patterns, INamedTypeSymbol type) =>
        patterns.Any(pattern => Takes(pattern, type))
        || (ClosedHierarchy.IsClosed(type)
            && ClosedHierarchy.Cases(type).All(inner => TakesAll(patterns, inner)));

    /// <summary>Whether the pattern takes every value of the type (null aside).</summary>
    private static bool Takes(IPatternOperation pattern, ITypeSymbol type) => pattern switch
    {
        IDiscardPatternOperation => true,
        IDeclarationPatternOperation declared =>
            declared.MatchesNull || Is(type, declared.MatchedType),
        ITypePatternOperation typed => Is(type, typed.MatchedType),
        IRecursivePatternOperation recursive =>
            Is(type, recursive.MatchedType) && Parts(recursive).All(IsCertain),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either =>
            Takes(either.LeftPattern, type) || Takes(either.RightPattern, type),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both =>
            Takes(both.LeftPattern, type) && Takes(both.RightPattern, type),
        _ => false,
    };

    /// <summary>Each part that the pattern looks at, with its declared type.</summary>
    private static IEnumerable<(IPatternOperation Pattern, ITypeSymbol? Declared)> Parts(
        IRecursivePatternOperation recursive)
    {
        // An extension method has the deconstructed value as its first parameter.
        var parts = (recursive.DeconstructSymbol as IMethodSymbol)?.Parameters ?? [];
        var skipped = parts.Length - recursive.DeconstructionSubpatterns.Length;

        return recursive.DeconstructionSubpatterns
            .Select((part, i) => (part, skipped < 0 ? null : parts[skipped + i].Type))
            .Concat(recursive.PropertySubpatterns.Select(part => (part.Pattern, part.Member switch
            {
                IPropertyReferenceOperation property => property.Property.Type,
                IFieldReferenceOperation field => field.Field.Type,
                _ => null,
            })));
    }

    /// <summary>Whether a pattern takes all that a part may be, null included.</summary>
    private static bool IsCertain((IPatternOperation Pattern, ITypeSymbol? Declared) part) =>
        Takes(part.Pattern, part.Pattern.InputType)
        && (!MayBeNull(part.Declared) || TakesNull(part.Pattern));

    private static bool MayBeNull(ITypeSymbol? declared) => declared switch
    {
        null => true,
        ITypeParameterSymbol free => !free.HasValueTypeConstraint && !free.HasNotNullConstraint,
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => true,
        _ => declared.NullableAnnotation == NullableAnnotation.Annotated,
    };

    private static bool TakesNull(IPatternOperation pattern) => pattern switch
    {
        IDiscardPatternOperation => true,
        IDeclarationPatternOperation declared => declared.MatchesNull,
        IConstantPatternOperation constant =>
            constant.Value.ConstantValue is { HasValue: true, Value: null },
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either =>
            TakesNull(either.LeftPattern) || TakesNull(either.RightPattern),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both =>
            TakesNull(both.LeftPattern) && TakesNull(both.RightPattern),
        _ => false,
    };

    private static bool Is(ITypeSymbol type, ITypeSymbol? matched)
    {
        if (matched is null)
        {
            return false;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, matched))
            {
                return true;
            }
        }

        return type.AllInterfaces.Contains(matched, SymbolEqualityComparer.Default);
    }
}
