using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// The public surface of an assembly as text: a line for each type, and below it one for each
/// member, in an order that does not depend on the sources; members leave out the namespace that
/// they are in. What the compiler adds to a record follows from the word "record".
/// </summary>
internal static class SurfaceText
{
    private static readonly SymbolDisplayFormat Format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeExplicitInterface,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeModifiers
            | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue,
        SymbolDisplayPropertyStyle.NameOnly,
        SymbolDisplayLocalOptions.None,
        SymbolDisplayKindOptions.IncludeMemberKeyword,
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    public static string Of(IAssemblySymbol assembly)
    {
        var text = new StringBuilder();
        foreach (var type in Types(assembly.GlobalNamespace)
            .OrderBy(one => one.ToDisplayString(Format), StringComparer.Ordinal))
        {
            var near = type.ContainingNamespace.IsGlobalNamespace
                ? "" : $"{type.ContainingNamespace.ToDisplayString()}.";
            text.Append(Head(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ")
                    .Append(near.Length == 0 ? line : line.Replace(near, "", StringComparison.Ordinal))
                    .Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(one => one switch
        {
            INamespaceSymbol inner => Types(inner),
            INamedTypeSymbol type when IsSeen(type) => Types(type).Prepend(type),
            _ => [],
        });

    private static bool IsSeen(ISymbol symbol) => symbol.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static string Head(INamedTypeSymbol type)
    {
        var words = new List<string>();
        if (type.TypeKind == TypeKind.Class)
        {
            words.AddRange(type.IsStatic ? ["static"]
                : type.IsAbstract ? ["abstract"]
                : type.IsSealed ? ["sealed"] : []);
        }

        if (type.TypeKind == TypeKind.Struct)
        {
            words.AddRange(type.IsReadOnly ? ["readonly"] : []);
            words.AddRange(type.IsRefLikeType ? ["ref"] : []);
        }

        if (type.TypeKind == TypeKind.Delegate)
        {
            return $"delegate {type.DelegateInvokeMethod!.ReturnType.ToDisplayString(Format)} "
                + type.ToDisplayString(Format);
        }

        words.Add(IsRecord(type) ? type.IsValueType ? "record struct" : "record" : Kind(type));
        return $"{string.Join(' ', words)} {Named(type)}";
    }

    private static string Kind(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Enum => "enum",
        TypeKind.Interface => "interface",
        TypeKind.Struct => "struct",
        _ => "class",
    };

    // A name with its bases comes before what constrains its parameters.
    private static string Named(INamedTypeSymbol type)
    {
        var name = type.ToDisplayString(Format);
        var constraints = name.IndexOf(" where ", StringComparison.Ordinal);
        var bases = Bases(type).ToArray();
        return bases.Length == 0 ? name
            : constraints < 0 ? $"{name} : {string.Join(", ", bases)}"
            : $"{name[..constraints]} : {string.Join(", ", bases)}{name[constraints..]}";
    }

    private static IEnumerable<string> Bases(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return [type.EnumUnderlyingType!.ToDisplayString(Format)];
        }

        var equatable = IsRecord(type)
            ? $"System.IEquatable<{type.ToDisplayString(Format)}>" : "";
        return type.Interfaces.Where(IsSeen)
            .Select(one => one.ToDisplayString(Format))
            .Where(one => one != equatable)
            .Order(StringComparer.Ordinal)
            .Prepend(type.BaseType is { SpecialType: SpecialType.None } own
                ? own.ToDisplayString(Format) : "")
            .Where(one => one.Length > 0);
    }

    private static IEnumerable<string> Members(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Delegate ? [] : type.GetMembers()
            .Where(member => IsSeen(member) && !member.IsImplicitlyDeclared)
            .Where(member => member is not INamedTypeSymbol && !IsOfRecord(type, member))
            .Where(member => member is not IMethodSymbol
            {
                MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet
                    or MethodKind.EventAdd or MethodKind.EventRemove or MethodKind.Destructor,
            })
            .Select(member => Narrowed(member) + member.ToDisplayString(Format) switch
            {
                var text when member is IPropertySymbol property => $"{text} {Accessors(property)}",
                var text when type.TypeKind == TypeKind.Enum && member is IFieldSymbol field =>
                    $"{field.Name} = {field.ConstantValue}",
                var text => text,
            });

    private static string Accessors(IPropertySymbol property)
    {
        var get = property.GetMethod is { } reader && IsSeen(reader)
            ? $"{Narrowed(reader)}get; " : "";
        var set = property.SetMethod is { } writer && IsSeen(writer)
            ? $"{Narrowed(writer)}{(writer.IsInitOnly ? "init; " : "set; ")}" : "";
        return $"{{ {get}{set}}}";
    }

    private static string Narrowed(ISymbol member) =>
        member.DeclaredAccessibility == Accessibility.Public ? "" : "protected ";

    private static bool IsRecord(INamedTypeSymbol type) =>
        type.IsRecord || type.GetMembers("PrintMembers").Any(IsMade);

    private static bool IsOfRecord(INamedTypeSymbol type, ISymbol member) => IsRecord(type)
        && (IsMade(member) && member is IMethodSymbol { MethodKind: not MethodKind.Constructor }
            || member.Name is "EqualityContract" or "Deconstruct"
            || member is IMethodSymbol { MethodKind: MethodKind.Constructor } method
                && method.Parameters is [{ Type: var only }]
                && SymbolEqualityComparer.Default.Equals(only, type));

    private static bool IsMade(ISymbol member) => member.GetAttributes().Any(
        attribute => attribute.AttributeClass?.Name == nameof(CompilerGeneratedAttribute));
}
