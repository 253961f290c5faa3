using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>The words of the language as attributes and their arguments.</summary>
internal static class Words
{
    public const string Namespace = "Holdfast.Codec";

    /// <summary>The attributes of that word on a type or property.</summary>
    public static IEnumerable<AttributeData> All(ISymbol symbol, string word) =>
        symbol.GetAttributes().Where(attribute => Is(attribute, word));

    public static AttributeData? One(ISymbol symbol, string word) =>
        All(symbol, word).FirstOrDefault();

    public static bool Has(ISymbol symbol, string word) => One(symbol, word) is not null;

    /// <summary>Every word of the language on a type or property.</summary>
    public static IEnumerable<AttributeData> Every(ISymbol symbol) =>
        symbol.GetAttributes().Where(attribute => IsOurs(attribute.AttributeClass));

    public static bool Is(AttributeData attribute, string word) =>
        attribute.AttributeClass is { } type
        && type.Name == word + "Attribute"
        && IsOurs(type);

    public static bool IsOurs(ITypeSymbol? type) =>
        type?.ContainingNamespace is
        {
            Name: "Codec",
            ContainingNamespace: { Name: "Holdfast", ContainingNamespace.IsGlobalNamespace: true },
        };

    public static string Text(this AttributeData attribute, int index) =>
        Value(attribute, index) as string ?? "";

    public static int Number(this AttributeData attribute, int index) =>
        Value(attribute, index) is int number ? number : 0;

    public static ulong Wide(this AttributeData attribute, int index) =>
        Value(attribute, index) is ulong number ? number : 0;

    public static INamedTypeSymbol? Type(this AttributeData attribute, int index) =>
        Value(attribute, index) as INamedTypeSymbol;

    /// <summary>The numbers of a <c>params</c> parameter.</summary>
    public static ImmutableArray<uint> Numbers(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Array } array
        && !array.IsNull
            ? [.. array.Values.Select(one => one.Value is uint number ? number : 0)]
            : [];

    /// <summary>A property set by name, or what it is unless set.</summary>
    public static T Named<T>(this AttributeData attribute, string name, T otherwise)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array
                && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return otherwise;
    }

    private static object? Value(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments[index].Kind != TypedConstantKind.Array
            ? attribute.ConstructorArguments[index].Value
            : null;
}
